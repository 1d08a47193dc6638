import { dirname, join } from 'node:path';
import { EmbeddedProcess, LOOPBACK, makeHome, onFreePort, type Home } from './embedded-process';
import { embeddedTools, type EmbeddedTools } from './embedded-tools';

export interface EmbeddedAwsOptions {
  /** Region of requests and events that name none. */
  readonly region: string;
  /** Account, 12 digits, that requests are made in. @default '000000000000' */
  readonly account?: string;
  /** Directory to keep the state in, saved when stopped. @default - in memory; a temporary directory, removed when stopped */
  readonly dataDirectory?: string;
  /** File that the log is appended to. @default - `log` in the data directory */
  readonly logFile?: string;
  /** Further settings of MiniStack, such as `SFN_WAIT_SCALE`; Lambda functions see them too. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How an AWS SDK client reaches an embedded AWS. */
export interface EmbeddedAwsClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const SECRET = 'embedded';

/** MiniStack, an emulator of AWS, on a free loopback port. It ends with this process, however that ends. */
export class EmbeddedAws {
  static async start(options: EmbeddedAwsOptions): Promise<EmbeddedAws> {
    const tools = await embeddedTools();
    return onFreePort(async (port) => {
      const home = makeHome(options.dataDirectory);
      const logFile = options.logFile ?? join(home.directory, 'log');
      const plan = {
        home,
        prepare: [],
        stale: [],
        serve: [tools.python, '-I', join(__dirname, 'emulator.py')],
        stopSignal: 'SIGTERM' as const,
        environment: environmentOf(options, tools, home, port),
        logFile,
      };
      const server = await EmbeddedProcess.start(tools.python, plan, () => askIfReady(`http://${LOOPBACK}:${port}`));
      return new EmbeddedAws(server, port, options, home.directory, logFile);
    });
  }

  /** Base address of every service. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;

  private constructor(
    private readonly server: EmbeddedProcess,
    readonly port: number,
    options: EmbeddedAwsOptions,
    /** Directory of its state; a temporary one is removed when it ends, however it ends. */
    readonly home: string,
    readonly logFile: string,
  ) {
    this.endpoint = `http://${LOOPBACK}:${port}`;
    this.region = options.region;
    this.account = options.account ?? '000000000000';
  }

  /** Process id of the guardian that everything of this emulator descends from. */
  get processId(): number | undefined {
    return this.server.processId;
  }

  /** Settings of an SDK client. The access key is the account's id: that is how MiniStack tells accounts apart. */
  client(): EmbeddedAwsClient {
    const credentials = { accessKeyId: this.account, secretAccessKey: SECRET };
    return { endpoint: this.endpoint, region: this.region, credentials };
  }

  /** Environment of a program that is to use this AWS instead of the real one, such as `cdk deploy`. */
  environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
      AWS_ACCESS_KEY_ID: this.account,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Stops it with every Lambda function that still runs; state that is not kept is gone, as after a region's loss. */
  stop(): Promise<void> {
    return this.server.stop();
  }
}

function environmentOf(options: EmbeddedAwsOptions, tools: EmbeddedTools, home: Home, port: number) {
  const persist = home.kept ? '1' : '0';
  return {
    SFTP_ENABLED: '0',
    COGNITO_EMAIL_ENABLED: 'false',
    ...options.settings,
    // Lambda functions run with the `node` of the PATH: the one that runs this program.
    PATH: [dirname(process.execPath), dirname(tools.python), process.env.PATH ?? ''].join(':'),
    HOME: home.directory,
    TMPDIR: home.directory,
    LANG: 'C.UTF-8',
    BIND_HOST: LOOPBACK,
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: options.region,
    MINISTACK_ACCOUNT_ID: options.account ?? '000000000000',
    // Else a broker for IoT devices listens on every interface.
    IOT_MTLS_ENABLED: '0',
    PERSIST_STATE: persist,
    S3_PERSIST: persist,
    RDS_PERSIST: '0',
    STATE_DIR: join(home.directory, 'state'),
    S3_DATA_DIR: join(home.directory, 's3'),
    AWS_EC2_METADATA_DISABLED: 'true',
    // What presigned links are checked with.
    AWS_SECRET_ACCESS_KEY: SECRET,
  };
}

async function askIfReady(endpoint: string): Promise<void> {
  const answer = await fetch(`${endpoint}/_ministack/ready`, { signal: AbortSignal.timeout(2000) });
  if (!answer.ok) throw new Error(await answer.text());
}
