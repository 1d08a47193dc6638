/** Where each page is, below the folder of the evidence. */
export const PAGES = {
  overview: 'index.html',
  matrix: 'matrix.html',
  controls: 'controls.html',
  diagrams: 'diagrams.html',
  recovery: 'recovery.html',
  rehearsal: 'rehearsal.html',
  change: 'review.html',
  acknowledgements: 'acknowledgements.html',
  retention: 'retention.html',
  subProcessors: 'sub-processors.html',
  runbook: 'runbook.html',
  templates: 'templates/index.html',
} as const;

export function commitmentPage(id: string): string {
  return `commitments/${id.toLowerCase()}.html`;
}

/** @param stack path of a stack, such as `production-eu-central-1/data` */
export function templatePage(stack: string): string {
  return `templates/${stack.replaceAll('/', '.')}.html`;
}

/** Address of one page as seen from another; both are below the folder of the evidence. */
export function relative(from: string, to: string): string {
  return '../'.repeat(from.split('/').length - 1) + to;
}

/** A picture as a file of its own. */
export function diagramFile(name: string): string {
  return `diagrams/${name}.svg`;
}
