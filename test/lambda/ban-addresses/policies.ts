import type { BanPolicy } from '../../../lambda/ban-addresses/policy';

export const POLICY: BanPolicy = {
  failedLogins: { threshold: 3, withinMinutes: 10 },
  flaggedRequests: { threshold: 5, withinMinutes: 5, countedRules: ['OnTrial'] },
  banMinutes: 60,
  longestBanMinutes: 300,
  forgetAfterDays: 30,
  ipv6Length: 64,
  allowed: ['198.51.100.0/28', '2001:db8:51::/48', '2001:db8:52::7'],
};
