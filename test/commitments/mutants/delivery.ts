// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutation, Mutations, Raw } from './mutation';

export const deliveryMutants: Mutations = {
  'BK-25.SourceBundled': [
    (p) => /Bundles/.test(JSON.stringify(p)) && (p.State = 'DISABLED'),
    (p) => /Bundles/.test(JSON.stringify(p)) && (p.ScheduleExpression = 'cron(0 3 ? * SAT *)'),
    (p) => (p.Target.Arn = 'arn:aws:codebuild:ap-southeast-2:444444444444:project/other'),
  ],
  'IR-06.ReleasesScanned': [withoutAction('Judge'), withoutAction('Scan'), swapped('Scan', 'Judge')],
  'IR-06.ScansScheduled': [
    (p) => /Pipeline/.test(JSON.stringify(p)) && (p.State = 'DISABLED'),
    (p) => (p.ScheduleExpression = 'cron(0 5 1 1 ? *)'),
    (p) => (p.Target.Arn = 'arn:aws:codepipeline:ap-southeast-2:444444444444:other'),
  ],
  'IR-08.DeliveryConfined': [
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition.ArnEquals,
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals,
    (p) =>
      (p.AssumeRolePolicyDocument.Statement[0].Condition.ArnEquals['aws:PrincipalArn'] =
        'arn:aws:iam::444444444444:role/cordon-delivery-approver-operations'),
  ],
  'IR-08.ReleasesChecked': [
    withoutAction('Check'),
    withoutAction('Review'),
    withoutAction('Analyse'),
    // The first deployment before anything is checked.
    ({ Stages }) => Stages.splice(1, 0, Stages.splice(3, 1)[0]),
  ],
  'IR-08.ReleasesTakenBack': [
    ({ Stages }) => delete Stages.at(-1).OnFailure,
    ({ Stages }) => (Stages.at(-1).OnFailure.Result = 'FAIL'),
  ],
  'IR-11.TwoPeopleApprove': [
    withoutAction('operations'),
    withoutAction('security'),
    withoutAction('TwoPeople'),
    swapped('security', 'TwoPeople'),
  ],
  'TN-14.ReleasesTold': [withoutAction('snapshot'), withoutAction('confirm'), swapped('deploy', 'snapshot')],
  'TN-16.LatestCode': [
    ({ Stages }) => (Stages[0].Actions[0].Configuration.DetectChanges = false),
    // Nobody but customers gets it.
    (p) => (p.Stages = p.Stages.filter(({ Name }: Raw) => !/^(development|test)-/.test(String(Name)))),
  ],
};

function withoutAction(name: string): Mutation {
  return ({ Stages }) => {
    for (const stage of Stages) stage.Actions = stage.Actions.filter(({ Name }: Raw) => Name !== name);
  };
}

/** Each in the place of the other. */
function swapped(one: string, other: string): Mutation {
  return ({ Stages }) => {
    for (const { Actions } of Stages) {
      const [first, second] = [one, other].map((name) => Actions.find(({ Name }: Raw) => Name === name));
      if (first && second) [first.RunOrder, second.RunOrder] = [second.RunOrder, first.RunOrder];
    }
  };
}
