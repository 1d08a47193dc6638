import { DateTime } from 'luxon';

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Every run of a schedule of the form `cron(0 <hour> <day> * <weekdays> *)` within some years, both ends inclusive. */
export function runsOf(cron: string, timeZone: string, firstYear: number, lastYear: number): DateTime[] {
  const match = /^cron\(0 (\d+) (\?|\d+) (\*|[\d,]+) (\?|\*|[A-Z,]+) \*\)$/.exec(cron);
  if (!match) throw new Error(`Schedule '${cron}' is not one that this test understands`);
  const [, hour, day, months, weekdays] = match;
  const runs: DateTime[] = [];
  for (let midnight = Date.UTC(firstYear, 0, 1); midnight < Date.UTC(lastYear + 1, 0, 1); midnight += 86_400_000) {
    const date = new Date(midnight);
    const [month, dayOfMonth] = [date.getUTCMonth() + 1, date.getUTCDate()];
    const onDay = day === '?' || dayOfMonth === Number(day);
    const inMonth = months === '*' || months!.split(',').includes(String(month));
    const onWeekday =
      weekdays === '?' || weekdays === '*' || weekdays!.split(',').includes(WEEKDAYS[date.getUTCDay()]!);
    if (!onDay || !inMonth || !onWeekday) continue;
    const local = { year: date.getUTCFullYear(), month, day: dayOfMonth, hour: Number(hour) };
    runs.push(DateTime.fromObject(local, { zone: timeZone }));
  }
  return runs;
}
