import { DateTime } from 'luxon';

const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** Every run of a schedule of the form `cron(0 <hour> <day> * <weekdays> *)` within some years, both ends inclusive. */
export function runsOf(cron: string, timeZone: string, firstYear: number, lastYear: number): DateTime[] {
  const match = /^cron\(0 (\d+) (\?|\d+) (\*|[\d,]+) (\?|\*|[A-Z,]+) \*\)$/.exec(cron);
  if (!match) throw new Error(`Schedule '${cron}' is not one that this test understands`);
  const [, hour, day, months, weekdays] = match;
  const runs: DateTime[] = [];
  for (let date = DateTime.utc(firstYear); date.year <= lastYear; date = date.plus({ days: 1 })) {
    const onDay = day === '?' || date.day === Number(day);
    const inMonth = months === '*' || months!.split(',').includes(String(date.month));
    const onWeekday =
      weekdays === '?' || weekdays === '*' || weekdays!.split(',').includes(WEEKDAYS[date.weekday - 1]!);
    if (!onDay || !inMonth || !onWeekday) continue;
    runs.push(
      DateTime.fromObject(
        { year: date.year, month: date.month, day: date.day, hour: Number(hour) },
        { zone: timeZone },
      ),
    );
  }
  return runs;
}
