import {
  DeleteInternetGatewayCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInternetGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  EC2Client,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';

/**
 * Removes the default VPC of the region, whose subnets give everything a public address. Does nothing when there is
 * none, touches no other VPC, and refuses when anything stands in it. Safe to repeat after an interruption.
 */
export async function removeDefaultVpc(ec2: EC2Client, region: string): Promise<void> {
  const { Vpcs: found = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  // A filter that were ignored must not cost us another VPC.
  const vpcId = found.find(({ IsDefault }) => IsDefault === true)?.VpcId;
  if (!vpcId) return;
  await refuseIfUsed(ec2, vpcId, region);

  const { InternetGateways: gateways = [] } = await ec2.send(
    new DescribeInternetGatewaysCommand({ Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }] }),
  );
  for (const { InternetGatewayId } of gateways) {
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId }));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  }
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: ofVpc(vpcId) }));
  for (const { SubnetId } of subnets) await ec2.send(new DeleteSubnetCommand({ SubnetId }));
  await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
}

async function refuseIfUsed(ec2: EC2Client, vpcId: string, region: string): Promise<void> {
  const inUse: string[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters: ofVpc(vpcId) })) {
    for (const { NetworkInterfaceId, Description } of page.NetworkInterfaces ?? [])
      inUse.push(`${NetworkInterfaceId}${Description ? ` (${Description})` : ''}`);
  }
  if (inUse.length === 0) return;
  throw new Error(
    `The default VPC ${vpcId} of ${region} has to go, but it is used by ${inUse.slice(0, 5).join(', ')}` +
      `${inUse.length > 5 ? ` and ${inUse.length - 5} more` : ''}. Move what they belong to, then deploy again.`,
  );
}

function ofVpc(vpcId: string) {
  return [{ Name: 'vpc-id', Values: [vpcId] }];
}
