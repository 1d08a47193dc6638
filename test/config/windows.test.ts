import { IANAZone } from 'luxon';
import { serverWindows } from '../../lib/config/windows';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Every quarter of an hour that a window covers, in minutes of the day. */
function quarters(window: string): number[] {
  const [from = 0, to = 0] = window.split('-').map(minutes);
  return Array.from({ length: ((to - from + DAY) % DAY) / 15 + 1 }, (_, step) => (from + 15 * step) % DAY);
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(':').slice(-2).map(Number);
  return hours * HOUR + rest;
}

function offsets(timeZone: string): number[] {
  const zone = IANAZone.create(timeZone);
  const weeks = Array.from({ length: 287 }, (_, week) => Date.UTC(2025, 0, 4 + 14 * week));
  return [...new Set(weeks.map((week) => zone.offset(week)))];
}

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

test("RDS's windows stay an hour clear of AWS Backup's in every time zone, all year round from 2025 to 2035 (D4)", () => {
  for (const zone of ZONES) {
    const { backupWindow, maintenanceWindow } = serverWindows(zone);
    for (const offset of offsets(zone)) {
      for (const quarter of [...quarters(backupWindow), ...quarters(maintenanceWindow)]) {
        const local = (quarter + offset + DAY) % DAY;
        // AWS Backup is at work from 04:00 to 08:00 and from 16:00 to 18:00.
        if ((local > 3 * HOUR && local < 9 * HOUR) || (local > 15 * HOUR && local < 19 * HOUR)) {
          throw new Error(`${zone}: ${backupWindow}, ${maintenanceWindow} is at ${local / HOUR} h local time`);
        }
      }
    }
  }
});

test('the backup window and the maintenance window of a server are half an hour long and an hour apart', () => {
  for (const zone of ZONES) {
    const { backupWindow, maintenanceWindow } = serverWindows(zone);
    const [backup, maintenance] = [quarters(backupWindow), quarters(maintenanceWindow)];
    expect([backup.length, maintenance.length]).toEqual([3, 3]);
    const gaps = backup.flatMap((a) => maintenance.map((b) => Math.min((a - b + DAY) % DAY, (b - a + DAY) % DAY)));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(HOUR);
  }
});

test('maintenance begins on a Sunday, and ends on Monday only where it passes midnight', () => {
  for (const zone of ZONES) {
    const { maintenanceWindow } = serverWindows(zone);
    expect(maintenanceWindow).toMatch(/^sun:\d\d:\d\d-(sun|mon):\d\d:\d\d$/);
    const [from = '', to = ''] = maintenanceWindow.split('-');
    expect(to.startsWith('mon')).toBe(minutes(to) < minutes(from));
  }
});

test.each([
  ['Australia/Adelaide', '12:30-13:00', 'sun:14:30-sun:15:00'],
  ['America/Phoenix', '05:00-05:30', 'sun:07:00-sun:07:30'],
  ['Europe/Dublin', '22:00-22:30', 'sun:00:00-sun:00:30'],
  ['Asia/Kathmandu', '16:15-16:45', 'sun:18:15-sun:18:45'],
])('a server in %s backs up at %s and is maintained at %s, late in its evening', (zone, backup, maintenance) => {
  expect(serverWindows(zone)).toEqual({ backupWindow: backup, maintenanceWindow: maintenance });
});
