/** What is used in a month; no template says it. Stated on 2026-11-26: nobody had run the platform yet to measure it. */
export const USAGE = {
  quietShare: { value: 0.1, unit: 'of all below, where no customer works: other environments, recovery regions' },
  webServers: { value: 1, unit: 'times the least number of web servers, on average' },
  natGb: { value: 200, unit: 'GB through a NAT gateway' },
  endpointGb: { value: 50, unit: 'GB through an interface endpoint' },
  internetGb: { value: 500, unit: 'GB from a load balancer to the internet' },
  capacityUnits: { value: 2, unit: 'load balancer capacity units, on average' },
  millionRequests: { value: 20, unit: 'million requests through a web ACL' },
  vpnHours: { value: 200, unit: 'hours of people in the Client VPN' },
  logGb: { value: 2, unit: 'GB into a log group' },
  vendedLogGb: { value: 30, unit: 'GB of flow and query logs of a VPC' },
  bucketGb: { value: 20, unit: 'GB in a bucket, sites aside' },
  bucketWrites: { value: 500, unit: 'thousand writes to a bucket' },
  functionCalls: { value: 0.05, unit: 'million calls of a function' },
  functionSeconds: { value: 1, unit: 's of a call' },
  executions: { value: 2000, unit: 'executions of a state machine' },
  transitions: { value: 15, unit: 'state transitions of an execution' },
  workerHours: { value: 100, unit: 'hours of a task of the site worker' },
  tableMillions: { value: 2, unit: 'million writes to a table, and ten times as many reads' },
  tableGb: { value: 1, unit: 'GB in a table' },
  queueMillions: { value: 0.5, unit: 'million requests to a queue' },
  busMillions: { value: 0.2, unit: 'million events on a bus' },
  mails: { value: 5, unit: 'thousand mails' },
  kmsRequests: { value: 50, unit: 'times ten thousand requests to a key' },
  dataEvents: { value: 200, unit: 'times a hundred thousand data events in a trail' },
  firehoseGb: { value: 100, unit: 'GB into a delivery stream' },
  configItems: { value: 3000, unit: 'configuration items of a region' },
  evaluations: { value: 5000, unit: 'evaluations of a conformance pack' },
  hubChecks: { value: 20_000, unit: 'checks of a standard' },
  guardDutyEvents: { value: 20, unit: 'million events that GuardDuty reads' },
  scannedGb: { value: 50, unit: 'GB that are scanned for malware' },
  restoreTests: { value: 1, unit: 'recovery points that a selection restores for a test, on average' },
  recoveryPoints: { value: 2, unit: 'times the size of the servers, in recovery points of a vault' },
  activeUsers: { value: 2000, unit: 'users that sign in' },
  dnsMillions: { value: 20, unit: 'million queries' },
  buildMinutes: { value: 600, unit: 'minutes of a build project' },
  actionMinutes: { value: 1000, unit: 'minutes of actions of a pipeline' },
  canaryRuns: { value: 8760, unit: 'runs of a canary: one every five minutes' },
  metricStreams: { value: 50, unit: 'custom metrics of a cluster' },
  siteFilled: { value: 0.5, unit: 'of its data package that a site uses' },
  siteDatabase: { value: 0.2, unit: "of a site's data are its database" },
  dumpShare: { value: 0.25, unit: "of a database's size that a dump has (247 MB of 1,023: measured)" },
} as const satisfies Record<string, { readonly value: number; readonly unit: string }>;

export type Usage = Readonly<Record<keyof typeof USAGE, number>>;

/** @param given `name=value`. @throws Error that says what is wrong with one. */
export function usageOf(given: readonly string[] = []): Usage {
  const values = Object.fromEntries(Object.entries(USAGE).map(([name, { value }]) => [name, value as number]));
  for (const text of given) {
    const [name = '', number = ''] = text.split('=');
    if (!Object.hasOwn(USAGE, name)) {
      throw new Error(`No usage is called '${name}'; there are ${Object.keys(USAGE).join(', ')}`);
    }
    if (number === '' || !(Number(number) >= 0)) {
      throw new Error(`'${text}': ${name} must be a number from 0, such as ${name}=${values[name]}`);
    }
    values[name] = Number(number);
  }
  return values as Usage;
}
