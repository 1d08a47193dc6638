import { verdict } from '../rule';
import type { Rule } from '../rule';

/** What holds data of sites, sends it somewhere, or may reach it; backup plans have a rule of their own. */
const TYPES = [
  'AWS::CloudTrail::Trail',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::ECR::ReplicationConfiguration',
  'AWS::ECS::TaskDefinition',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::ReplicaKey',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::Function',
  'AWS::Logs::Destination',
  'AWS::Logs::SubscriptionFilter',
  'AWS::NetworkFirewall::RuleGroup',
  'AWS::RDS::DBInstance',
  'AWS::Route53Resolver::FirewallDomainList',
  'AWS::S3::Bucket',
  'AWS::SNS::Subscription',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
];

/** Codes of regions, wherever they stand in an ARN, a host name or a setting. */
const REGION = /\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov|-iso[bef]?)?-(?:north|south|east|west|central)+-\d\b/g;

/** @param residencies named sets of regions that data may not leave */
export function regionsInResidency(residencies: Readonly<Record<string, readonly string[]>>): Rule {
  return {
    id: 'TN-11.RegionsInResidency',
    keeps: ['TN-11', 'TN-12'],
    statement: 'What holds data of a region, sends it on or may reach it names no region outside its residencies.',
    types: TYPES,
    judge({ properties, stack: { stage, location } }) {
      // The account as a whole has the trail of management events, which name nothing of a site, and rights of staff.
      if (stage.endsWith('-account')) return undefined;
      const { region: home } = location;
      const inside = new Set(
        Object.values(residencies)
          .filter((regions) => regions.includes(home))
          .flat(),
      );
      const checks = Object.entries(properties).flatMap(([property, value]): [string, string | undefined][] => {
        const named = new Set(JSON.stringify(value).match(REGION) ?? []);
        const strays = [...named].filter((region) => region !== home && !inside.has(region));
        if (named.size === 0) return [];
        const allowed = [home, ...inside].filter((one, index, all) => all.indexOf(one) === index).join(', ');
        const problem = `names ${strays.join(', ')}, outside every residency of ${home}; ${allowed} are allowed`;
        return [[property, strays.length === 0 ? undefined : problem]];
      });
      return checks.length === 0 ? undefined : verdict(Object.fromEntries(checks));
    },
  };
}
