import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { INCIDENT_EVENT_SOURCE, INCIDENT_NOTICE } from '../../lambda/shared/incidents/incident-events';

export interface EscalationLevel {
  readonly name: string;
  readonly email: string;
  readonly respondWithinMinutes: number;
}

export interface IncidentLevelsProps {
  /** First level first; two at least. */
  readonly levels: readonly EscalationLevel[];
  readonly key: kms.IKey;
  readonly runbookUrl: string;
}

/**
 * A topic for each level of the escalation, which hears of an incident when its turn has come (IR-03). The on-call topic
 * of alarms and notices stays what it is, beside them.
 */
export class IncidentLevels extends Construct {
  constructor(scope: Construct, id: string, { levels, key, runbookUrl }: IncidentLevelsProps) {
    super(scope, id);
    if (levels.length < 2) {
      throw new Error(
        `The escalation has ${levels.length} level; two or more are needed; see escalation in platform.yaml`,
      );
    }
    for (const [index, { name, email }] of levels.entries()) {
      const level = index + 1;
      const topic = new sns.Topic(this, `Level${level}`, {
        displayName: `Cordon incidents: ${name}`,
        masterKey: key,
        enforceSSL: true,
      });
      topic.addSubscription(new subscriptions.EmailSubscription(email));
      const rule = new events.Rule(this, `ToLevel${level}`, {
        description: `Incidents that level ${level} of the escalation must hear of`,
        eventPattern: {
          source: [INCIDENT_EVENT_SOURCE],
          detailType: [INCIDENT_NOTICE],
          detail: { levels: [level] },
        },
      });
      rule.addTarget(new targets.SnsTopic(topic, { message: message(runbookUrl) }));
    }
  }
}

/** As people read it in a mail. */
function message(runbookUrl: string): events.RuleTargetInput {
  const of = (field: string) => events.EventField.fromPath(`$.detail.${field}`);
  return events.RuleTargetInput.fromMultilineText(
    [
      `${of('message')}`,
      `Incident ${of('incident')}, severity ${of('severity')}: ${of('title')}`,
      `Affected: ${of('affected')}. Reported by ${of('source')} in ${events.EventField.region} of account ${events.EventField.account}.`,
      `What to do: ${runbookUrl}#incident-opened`,
    ].join('\n'),
  );
}
