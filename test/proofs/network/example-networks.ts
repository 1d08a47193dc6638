import { Assembly } from '../../../lib/commitments/assembly';
import type { TemplateJson } from '../../../lib/network/template-network';
import { exampleFolder } from '../../support/example-folder';
import { environments, isHome, placesOf } from '../iam/places';
import { regionTemplate } from './region-template';

export interface ExampleNetwork {
  /** Stage, such as `production-us-west-2`. */
  readonly name: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  readonly home: boolean;
  readonly template: TemplateJson;
}

/** The whole synthesized example. */
export const assembly = Assembly.read(exampleFolder());

/** The network of each region of each environment, read once for a test file. */
export const networks: readonly ExampleNetwork[] = environments.flatMap((environment) =>
  placesOf(environment).map((place): ExampleNetwork => {
    const name = `${environment.name}-${place.region}`;
    const { region, account } = place;
    const template = regionTemplate(assembly, name);
    return { name, environment: environment.name, region, account, home: isHome(place), template };
  }),
);
