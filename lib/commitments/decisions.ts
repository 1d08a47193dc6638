/**
 * How promises are meant where they say too little, contradict each other or set a trap. Commitments name them by these
 * numbers.
 */
export const decisions: Readonly<Record<string, string>> = {
  D1: 'Each backup of a site fills exactly one slot, by its date in the site’s time zone: yearly before monthly before weekly before daily. So twelve distinct backups are kept: six daily, four weekly, two monthly.',
  D2: 'Backups are rotated by the count of complete ones in each slot, never by age: failed nights must not let the last good ones expire. A backup without its manifest is incomplete and counts as none.',
  D3: 'The twelve are backups of one site each. AWS Backup protects whole servers beside them, by a plan for each slot; monthly recovery points live for 62 days.',
  D4: 'Four in the morning is local time, by the time zone of the site; it is never skipped or doubled by a change of clocks. The database service’s own window keeps an hour away.',
  D5: 'The second backup of a day, where it is ordered, is made at four in the afternoon and kept in a slot of its own, of six.',
  D6: 'Attachments up to 1 GB (1,000,000,000 bytes) are in every backup, larger ones on Saturdays; options raise the limit to 5 GB or lift it. The database is always in, and the manifest says what was left out and why.',
  D7: 'Keys are made and held by AWS KMS and rotated yearly; each site has its own, so that deleting it makes every copy unreadable.',
  D8: 'A residency is a named set of regions. Everything that holds data of a site lies inside its residency; where a country has one region only, a written exception is kept and shown here.',
  D9: 'Erasing a site’s key makes its locked backups unreadable at once. Recovery points of whole servers live on for 62 days at the most, and the receipt says until when. A legal hold blocks erasure.',
  D10: 'A site has a database of its own on a shared server, or orders a server of its own. Tables are never shared.',
  D11: 'The one way in is the VPN with a second factor, then SSH by key inside it, or a recorded session with a second factor. Nothing else reaches port 22.',
  D12: 'Floods are met by rate rules, managed rules and lists of banned addresses of the web firewall; fail2ban protects SSH alone.',
  D13: 'Data at rest is encrypted by AES-256; connections take TLS 1.2 at the least, by one constant for all.',
  D14: 'Third parties are registered with purpose, place and kind of data; traffic to any other is an error of the config. The register names the legal basis of each transfer.',
  D15: 'Restore tests always name the subnets that they restore into, since the default network does not exist.',
  D16: 'Checks of backup retention take their parameters from the commitments, not from the service’s defaults.',
  D17: 'Backups of sites are locked for five days in governance mode and versioned, and only the rotation deletes them; the lock that nobody can lift is for the archive of records and the vaults of servers.',
  D18: 'A backup that may not copy attachments names the newest copy of them and its date, so that every kept backup can be restored whole.',
  D19: 'Each backup is written to the home and to the recovery region, under the site’s key of each; it is complete when its manifest is in both.',
  D20: 'Copies for tests and training stay inside the residency. Data leaves production by the clone operation alone, masked before it leaves where the site asks for it; the test environment reads nothing in production.',
  D21: 'A site’s keys are made when it is onboarded: keys follow customers, stacks follow servers.',
};
