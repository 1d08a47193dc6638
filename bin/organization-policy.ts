/** `npm run organization:policy`: what the organization must deny to everybody in the accounts of the platform (LG-02). */
import { organizationPolicy } from '../lib/audit/organization-policy';
import { loadOrExit } from './load-or-exit';

console.log(JSON.stringify(organizationPolicy(loadOrExit().name)));
