import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const anyRegion: Rule = {
  id: 'DR-03.AnyRegion',
  keeps: ['DR-03'],
  statement: 'What a server starts from is looked up where it starts, so that it can start in any region.',
  types: ['AWS::EC2::LaunchTemplate'],
  judge({ properties }) {
    const { ImageId } = (properties.LaunchTemplateData ?? {}) as { ImageId?: unknown };
    return verdict({
      'LaunchTemplateData.ImageId': /^ami-/.test(textOf(ImageId))
        ? `is ${textOf(ImageId)}, which is there in one region only; name a parameter of Systems Manager`
        : undefined,
    });
  },
};
