import type { Party } from '../shared/privacy/parties';
import type {
  PrivacyRequest,
  RequestKind,
  RequestStep,
  RequestTask,
  StepOperation,
  Subject,
} from '../shared/privacy/request';
import type { SiteRecord } from '../shared/registry/records';

export interface Terms {
  readonly deadline: string;
  readonly subProcessorDeadline: string;
  readonly exitWaitingDays: number;
}

type Parts = Pick<PrivacyRequest, 'steps' | 'tasks'>;

/** What each kind of request asks of whoever else has the data. */
const ASKED_OF_PARTIES: Readonly<Record<RequestKind, string>> = {
  'person-access': 'gives what it holds of the person',
  'person-rectification': 'corrects what it holds of the person',
  'person-erasure': 'erases what it holds of the person',
  'site-access': 'gives what it holds of the site',
  'site-erasure': 'erases what it holds of the site',
  'customer-exit': 'erases what it holds of the customer',
};

/** Everything that is to be done for a request, by machines and by people, and in which order. */
export function partsOf(
  subject: Subject,
  sites: readonly SiteRecord[],
  parties: readonly Party[],
  terms: Terms,
): Parts {
  const { deadline } = terms;
  const parts = ownParts(subject, sites, terms);
  const tasks = [...parts.tasks, ...partyTasks(subject, sites, parties, terms, parts.partiesAfter)];
  const all = [...parts.steps.map(({ id }) => id), ...tasks.map(({ id }) => id)];
  const handover = task(
    'handover',
    'handover',
    'The requester has the answer, the receipt of it and what was exported',
    {
      after: all,
      deadline,
    },
  );
  return { steps: parts.steps, tasks: [...tasks, handover] };
}

function ownParts(
  subject: Subject,
  sites: readonly SiteRecord[],
  { deadline, exitWaitingDays }: Terms,
): Parts & { readonly partiesAfter: readonly string[] } {
  const [first] = sites.map(({ id }) => id);
  const site = first ?? '';
  switch (subject.kind) {
    case 'person-access': {
      const what = 'Attachments, and tables that the result lists as not searched, were looked through for the person';
      const application = task('application', 'application', what, { after: ['export-person'], deadline });
      const tasks = [application, account('person-access', deadline), delivery('export-person', deadline)];
      return { steps: [step('export-person', 'export-person', site)], tasks, partiesAfter: [] };
    }
    case 'person-rectification': {
      const application = task('application', 'application', 'The person’s data were corrected in the application', {
        deadline,
      });
      const tasks = [application, account('person-rectification', deadline)];
      return { steps: [], tasks: [...tasks, ...copies(sites, deadline, ['application'])], partiesAfter: [] };
    }
    case 'person-erasure': {
      const what = 'Attachments, and tables that the result lists as not searched, hold nothing of the person any more';
      const after = ['erase-person'];
      const application = task('application', 'application', what, { after, deadline });
      return {
        steps: [step('erase-person', 'erase-person', site)],
        tasks: [application, account('person-erasure', deadline), ...copies(sites, deadline, after)],
        partiesAfter: [],
      };
    }
    case 'site-access':
      return { steps: [step('export', 'export', site)], tasks: [delivery('export', deadline)], partiesAfter: [] };
    case 'site-erasure':
      return { steps: [step('erase', 'erase', site)], tasks: copies(sites, deadline, []), partiesAfter: [] };
    case 'customer-exit': {
      const each = (operation: StepOperation, after: (id: string) => string[], waitDays = 0) =>
        sites.map(({ id }) => step(`${operation}-${id}`, operation, id, after(id), waitDays));
      const exports = each('export', () => []);
      const customer = task(
        'customer',
        'customer',
        'The customer confirms that they hold all exports and can read them',
        {
          after: exports.map(({ id }) => id),
          deadline,
        },
      );
      const retire = each('retire', () => ['customer']);
      const erase = each('erase', (id) => [`retire-${id}`], exitWaitingDays);
      return {
        steps: [...exports, ...retire, ...erase],
        tasks: [customer, ...copies(sites, deadline, ['customer'])],
        partiesAfter: ['customer'],
      };
    }
  }
}

const ASKED_OF_ACCOUNTS = {
  'person-access':
    'What the person’s account for signing in says of them was given, and when it was used; or they have none',
  'person-rectification': 'The address of the person’s account for signing in was corrected; or they have none',
  'person-erasure': 'The person’s account for signing in was removed; or they have none',
} as const;

/** Accounts are not in the site's database, but in the user pool, which only the application's administrators work on. */
function account(kind: keyof typeof ASKED_OF_ACCOUNTS, deadline: string): RequestTask {
  return task('account', 'application', ASKED_OF_ACCOUNTS[kind], { deadline });
}

/** At once: an export is deleted after a week, while others may take longer with their part. */
function delivery(after: string, deadline: string): RequestTask {
  const what = 'The requester has fetched the export, which is kept for seven days';
  return task('delivery', 'handover', what, { after: [after], deadline });
}

/** Copies live in other environments, each with a registry and requests of its own. */
function copies(sites: readonly SiteRecord[], deadline: string, after: readonly string[]): RequestTask[] {
  const named = sites.flatMap(({ job }) => job.copies.map((copy) => `${copy.site} (${copy.environment})`));
  if (named.length === 0) return [];
  const what = `The copies follow, by a fresh clone or a request of their own: ${named.join(', ')}`;
  return [task('copies', 'copies', what, { after, deadline })];
}

/** One for each sub-processor that receives customers' data of a residency that the sites are in (OR-06, D8). */
function partyTasks(
  { kind }: Subject,
  sites: readonly SiteRecord[],
  parties: readonly Party[],
  { subProcessorDeadline: deadline }: Terms,
  after: readonly string[],
): RequestTask[] {
  const residencies = [...new Set(sites.map(({ job }) => job.residency.name))].sort();
  return parties.flatMap(({ name, endpoints }) =>
    residencies.flatMap((residency): RequestTask[] => {
      const endpoint = endpoints[residency];
      if (endpoint === undefined) return [];
      const id = `sub-processor-${slug(name)}${residencies.length > 1 ? `-${residency}` : ''}`;
      const what = `${name} ${ASKED_OF_PARTIES[kind]}`;
      return [{ ...task(id, 'sub-processor', what, { after, deadline }), party: { name, endpoint } }];
    }),
  );
}

function step(
  id: string,
  operation: StepOperation,
  site: string,
  after: readonly string[] = [],
  waitDays = 0,
): RequestStep {
  return { id, operation, site, after: [...after], waitDays, state: 'waiting', attempt: 0 };
}

function task(
  id: string,
  kind: RequestTask['kind'],
  what: string,
  { after = [], deadline }: { readonly after?: readonly string[]; readonly deadline: string },
): RequestTask {
  return { id, kind, what, after: [...after], deadline };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
