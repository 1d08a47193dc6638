import type { AwsAnswer, AwsRequest } from '../../support/aws-endpoint';

interface Vpc {
  readonly id: string;
  readonly isDefault: boolean;
  subnets: string[];
  gateway?: { readonly id: string; attached: boolean };
  interfaces: string[];
}

/** One region of an account as its APIs show it; answers the real SDK and remembers what it was told. */
export class FakeAccount {
  public vpcs: Vpc[] = [
    {
      id: 'vpc-default',
      isDefault: true,
      subnets: ['subnet-1', 'subnet-2', 'subnet-3'],
      gateway: { id: 'igw-default', attached: true },
      interfaces: [],
    },
    {
      id: 'vpc-ours',
      isDefault: false,
      subnets: ['subnet-ours'],
      gateway: { id: 'igw-ours', attached: true },
      interfaces: ['eni-ours'],
    },
  ];
  public ebsEncryption = false;
  public backup: { types: Record<string, boolean>; managed: Record<string, boolean> } = {
    types: { EFS: true, RDS: false },
    managed: { EFS: true },
  };
  public inspector = { enabled: [] as string[], failure: undefined as { code: string; message: string } | undefined };
  public serviceLinkedRoles = new Set<string>();
  public passwordPolicy: Record<string, string> | undefined;
  public publicAccessBlock: string | undefined;
  public ignoresVpcFilter = false;
  /** Operation that fails once, as if the network had. */
  public failOnce: string | undefined;

  public readonly answer = (request: AwsRequest): AwsAnswer => {
    const operation = request.operation.split('?')[0]!;
    if (operation === this.failOnce) {
      this.failOnce = undefined;
      return ec2Error('OperationNotPermitted', 'Not this time.');
    }
    const form = new URLSearchParams(request.body);
    const known = this.ec2(operation, form) ?? this.iam(operation, form) ?? this.rest(operation, request.body);
    if (!known) throw new Error(`The fake account does not know ${operation}`);
    return known;
  };

  private ec2(operation: string, form: URLSearchParams): AwsAnswer | undefined {
    const vpc = this.vpcs.find(({ id }) => id === (form.get('Filter.1.Value.1') ?? form.get('VpcId')));
    switch (operation) {
      case 'EnableEbsEncryptionByDefault':
        this.ebsEncryption = true;
        return xml(operation, '<ebsEncryptionByDefault>true</ebsEncryptionByDefault>');
      case 'DescribeVpcs': {
        expectFilter(form, 'is-default');
        const found = this.vpcs.filter(({ isDefault }) => isDefault || this.ignoresVpcFilter);
        return xml(
          operation,
          set('vpcSet', found, ({ id, isDefault }) => `<vpcId>${id}</vpcId><isDefault>${isDefault}</isDefault>`),
        );
      }
      case 'DescribeNetworkInterfaces':
        expectFilter(form, 'vpc-id');
        return xml(
          operation,
          set(
            'networkInterfaceSet',
            vpc!.interfaces,
            (id) => `<networkInterfaceId>${id}</networkInterfaceId><description>ELB app/web</description>`,
          ),
        );
      case 'DescribeInternetGateways': {
        expectFilter(form, 'attachment.vpc-id');
        const found = vpc?.gateway?.attached ? [vpc.gateway] : [];
        return xml(
          operation,
          set('internetGatewaySet', found, ({ id }) => `<internetGatewayId>${id}</internetGatewayId>`),
        );
      }
      case 'DescribeSubnets':
        expectFilter(form, 'vpc-id');
        return xml(
          operation,
          set('subnetSet', vpc!.subnets, (id) => `<subnetId>${id}</subnetId>`),
        );
      case 'DetachInternetGateway':
        vpc!.gateway!.attached = false;
        return xml(operation, '<return>true</return>');
      case 'DeleteInternetGateway':
        for (const each of this.vpcs) if (each.gateway?.id === form.get('InternetGatewayId')) each.gateway = undefined;
        return xml(operation, '<return>true</return>');
      case 'DeleteSubnet':
        for (const each of this.vpcs) each.subnets = each.subnets.filter((id) => id !== form.get('SubnetId'));
        return xml(operation, '<return>true</return>');
      case 'DeleteVpc':
        if (vpc!.subnets.length > 0 || vpc!.gateway?.attached)
          return ec2Error('DependencyViolation', `${vpc!.id} has dependencies`);
        this.vpcs = this.vpcs.filter((each) => each !== vpc);
        return xml(operation, '<return>true</return>');
      default:
        return undefined;
    }
  }

  private iam(operation: string, form: URLSearchParams): AwsAnswer | undefined {
    switch (operation) {
      case 'CreateServiceLinkedRole': {
        const service = form.get('AWSServiceName')!;
        if (this.serviceLinkedRoles.has(service)) {
          const message = `Service role name for ${service} has been taken in this account, please try a different suffix.`;
          return {
            status: 400,
            contentType: 'text/xml',
            body: `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidInput</Code><Message>${message}</Message></Error></ErrorResponse>`,
          };
        }
        this.serviceLinkedRoles.add(service);
        return xml(
          operation,
          '<CreateServiceLinkedRoleResult><Role><Path>/</Path></Role></CreateServiceLinkedRoleResult>',
        );
      }
      case 'UpdateAccountPasswordPolicy':
        this.passwordPolicy = Object.fromEntries([...form].filter(([key]) => key !== 'Action' && key !== 'Version'));
        return xml(operation, '');
      default:
        return undefined;
    }
  }

  private rest(path: string, body: string): AwsAnswer | undefined {
    switch (path) {
      case '/account-settings': {
        if (body === '') {
          const { types, managed } = this.backup;
          return json({ ResourceTypeOptInPreference: types, ResourceTypeManagementPreference: managed });
        }
        const told = JSON.parse(body) as Record<string, Record<string, boolean>>;
        this.backup = {
          types: told.ResourceTypeOptInPreference!,
          managed: told.ResourceTypeManagementPreference!,
        };
        return json({});
      }
      case '/enable': {
        const { accountIds, resourceTypes } = JSON.parse(body) as { accountIds: string[]; resourceTypes: string[] };
        const { failure } = this.inspector;
        if (failure) {
          const failed = { accountId: accountIds[0], errorCode: failure.code, errorMessage: failure.message };
          return json({ accounts: [], failedAccounts: [failed] });
        }
        this.inspector.enabled = resourceTypes;
        return json({ accounts: [], failedAccounts: [] });
      }
      case '/v20180820/configuration/publicAccessBlock':
        this.publicAccessBlock = body;
        return { status: 200, body: '' };
      default:
        return undefined;
    }
  }
}

function set<T>(name: string, members: readonly T[], item: (member: T) => string): string {
  return `<${name}>${members.map((member) => `<item>${item(member)}</item>`).join('')}</${name}>`;
}

function expectFilter(form: URLSearchParams, name: string): void {
  if (form.get('Filter.1.Name') !== name) throw new Error(`Filter '${form.get('Filter.1.Name')}' instead of '${name}'`);
}

function xml(operation: string, content: string): AwsAnswer {
  return { contentType: 'text/xml', body: `<${operation}Response>${content}</${operation}Response>` };
}

function ec2Error(code: string, message: string): AwsAnswer {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 400, contentType: 'text/xml', body: `<Response><Errors>${error}</Errors></Response>` };
}

function json(body: object): AwsAnswer {
  return { contentType: 'application/json', body: JSON.stringify(body) };
}
