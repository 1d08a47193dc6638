import type { RecoveryPlan, Step, TimedStep } from './recovery-plan';

/** The plan as Markdown. */
export function renderPlan(plan: RecoveryPlan): string {
  const { environment, home, recovery, steps, minutes, within, back } = plan;
  return [
    `# Recovery of ${environment}/${home} in ${recovery}`,
    `All names are those of the templates; a change of the config or of the code makes this anew (\`npm run recovery:runbook\`). ` +
      `Commands assume credentials of the account that may deploy, and one shell from the first to the last.`,
    ['| step | minutes | until | the minutes are |', '|---|---|---|---|', ...rows(steps)].join('\n'),
    `Together ${duration(minutes)}, of ${duration(within)} that a working day has (DR-01)` +
      (minutes <= within ? '.' : `: **${duration(minutes - within)} too long**. Spread sites over more servers.`),
    ...steps.map((step, index) => section(step, `${index + 1}. ${step.title}`)),
    '# The way back',
    ...back.map((step, index) => section(step, `${index + 1}. ${step.title}`)),
  ].join('\n\n');
}

function rows(steps: readonly TimedStep[]): string[] {
  let until = 0;
  return steps.map(({ title, minutes, basis }, index) => {
    until += minutes;
    return `| ${index + 1}. ${title} | ${minutes} | ${duration(until)} | ${basis} |`;
  });
}

function section({ text, commands = [] }: Step, title: string): string {
  const typed = commands.length > 0 ? `\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`` : '';
  return `## ${title}\n\n${text}${typed}`;
}

/** `125` → `2:05 h`. */
function duration(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`;
}
