import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { joinAws } from '../../rehearsal/running-aws';

jest.setTimeout(60_000);

const PLACE = { region: 'eu-central-1', account: '111122223333' };
let aws: EmbeddedAws;

beforeAll(async () => {
  aws = await EmbeddedAws.start(PLACE);
});
afterAll(() => aws.stop());

const running = (changes: object = {}) => ({ ...aws.client(), ...changes });

describe('a rehearsal joins an emulator that runs already', () => {
  test('and leaves it running', async () => {
    const joined = await joinAws(running(), PLACE);
    expect(joined.environment()).toEqual(aws.environment());
    await joined.stop();
    await expect(joinAws(running(), PLACE)).resolves.toMatchObject({ endpoint: aws.endpoint });
  });

  test.each(['https://sts.eu-central-1.amazonaws.com', 'https://s3.cn-north-1.amazonaws.com.cn', 'https://x.api.aws'])(
    'but never AWS itself: %s',
    async (endpoint) => {
      await expect(joinAws(running({ endpoint }), PLACE)).rejects.toThrow(/is AWS itself, .*docs\/runbook.md/);
    },
  );

  test('but not one of another account, which it names', async () => {
    await expect(joinAws(running(), { ...PLACE, account: '444455556666' })).rejects.toThrow(
      'answers as account 111122223333, and the rehearsal is of 444455556666. An emulator takes the account from AWS_ACCESS_KEY_ID',
    );
  });

  test('but not where nothing answers, or nothing can', async () => {
    await expect(joinAws(running({ endpoint: 'http://127.0.0.1:9' }), PLACE)).rejects.toThrow(/no AWS answers: .*9/);
    await expect(joinAws(running({ endpoint: 'localhost' }), PLACE)).rejects.toThrow(
      /'localhost', which is no address/,
    );
  });

  test('but not one that holds an earlier rehearsal', async () => {
    const key = { AttributeName: 'id', KeyType: 'HASH' } as const;
    await new DynamoDBClient(aws.client()).send(
      new CreateTableCommand({
        TableName: 'sites-production-Registry',
        KeySchema: [key],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await expect(joinAws(running(), PLACE)).rejects.toThrow(/table sites-production-Registry\). Start it anew/);
  });
});
