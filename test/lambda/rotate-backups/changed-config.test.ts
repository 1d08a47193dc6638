import { REMOVED_AT_ONCE } from '../../../lambda/rotate-backups/rotation';
import { STANDARD, monday, friday, rotateThem, night, broken, nights, firsts, newYears } from './nights';
import { record } from './site-history';

describe('a changed config', () => {
  const yearlies = newYears(2024, 2025, 2026);

  test('a cancelled slot loses nothing until a person confirms it', () => {
    const { kept, removed, heldBack } = rotateThem([...yearlies, night(friday)]);
    expect(removed).toEqual({});
    expect(kept['2026-01-01-1-night']).toBe('held back: slot yearly is not ordered any more');
    expect(heldBack).toEqual([
      [
        'yearly',
        ['2026-01-01-1-night', '2025-01-01-1-night', '2024-01-01-1-night'],
        'slot yearly is not ordered any more',
      ],
    ]);
  });

  test('once confirmed, it is emptied, and other slots are not', () => {
    const backups = [...yearlies, ...firsts(12).filter(({ localDate }) => localDate < '2026'), night(friday)];
    const { removed, heldBack } = rotateThem(backups, { confirmed: ['yearly'] });
    expect(Object.keys(removed).sort()).toEqual(yearlies.map(({ id }) => id));
    expect(heldBack.map(([surplus]) => surplus)).toEqual(['monthly']);
  });

  test('a single backup of a cancelled slot waits as well', () => {
    expect(rotateThem([...newYears(2026), night(friday)]).heldBack).toHaveLength(1);
  });

  test('from twelve monthlies to two holds back the other ten, not even one of them is removed', () => {
    const { removed, heldBack } = rotateThem([...firsts(12), night(friday)]);
    expect(removed).toEqual({});
    expect(heldBack).toEqual([
      [
        'monthly',
        firsts(10 + 2)
          .slice(0, 10)
          .map(({ id }) => id)
          .reverse(),
        'older than the newest 2 of slot monthly',
      ],
    ]);
  });

  test('is no obstacle to the rotation of other slots', () => {
    const { removed } = rotateThem([...firsts(12), ...nights('2026-03-08', friday)]);
    expect(Object.values(removed)).toEqual(Array(6).fill('older than the newest 6 of slot daily'));
  });

  test('a slot that is ordered anew takes up what is there', () => {
    const { kept, heldBack } = rotateThem([...yearlies, night(friday)], { keeps: { ...STANDARD, yearly: 7 } });
    expect(heldBack).toEqual([]);
    expect(kept['2024-01-01-1-night']).toBe('yearly 3 of 7');
  });

  test.each([-1, 1.5, NaN, Infinity])('that keeps %d is an error', (weekly) => {
    expect(() => rotateThem(nights(monday, friday), { keeps: { weekly } })).toThrow(`slot weekly can't keep ${weekly}`);
  });

  test.each([
    ['yearly', 'two years', newYears(2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026)],
    ['monthly', 'two months', firsts(4)],
  ])('without rotation for longer than usual, %s backups of %s wait for a person', (slot, _, backups) => {
    const { heldBack, removed } = rotateThem([...backups, night(friday)], { keeps: { ...STANDARD, yearly: 7 } });
    expect(heldBack.map(([surplus]) => surplus)).toEqual([slot]);
    expect(removed).toEqual({});
  });

  test('what goes at once is little in the slots that matter for years', () => {
    expect(REMOVED_AT_ONCE).toMatchObject({ yearly: 1, monthly: 1, weekly: 2 });
  });
});

describe('a legal hold', () => {
  const backups = [
    ...nights('2026-02-01', friday),
    broken('2026-03-14', { id: 'broken' }),
    night(monday, { id: 'again', startedAt: `${monday}T03:00:00Z` }),
    ...newYears(2025),
  ];

  test('removes nothing, reports nothing and says what it stops', () => {
    const { kept, removed, heldBack } = rotateThem(backups, { hold: true });
    expect([removed, heldBack]).toEqual([{}, []]);
    expect(Object.keys(kept)).toHaveLength(backups.length);
    expect(kept).toMatchObject({
      broken: 'legal hold, else surplus: incomplete, and a newer backup is complete',
      again: 'legal hold, else surplus: a later backup of the same run is complete',
      '2026-02-07-1-night': 'legal hold, else surplus: older than the newest 4 of slot weekly',
      '2025-01-01-1-night': 'legal hold, else surplus: slot yearly is not ordered any more',
      '2026-03-20-1-night': 'daily 1 of 6',
    });
  });

  test('that is lifted after two months leaves more than a rotation removes by itself', () => {
    const days = nights('2026-01-20', friday);
    const afternoons = days.map(({ localDate }) => record(localDate, 'afternoon'));
    const { removed, heldBack } = rotateThem([...days, ...afternoons], { keeps: { ...STANDARD, afternoon: 6 } });
    expect(removed).toEqual({});
    expect(heldBack.map(([surplus]) => surplus).sort()).toEqual(['afternoon', 'daily', 'weekly']);
  });

  test('is stronger than a confirmation', () => {
    expect(rotateThem(backups, { hold: true, confirmed: ['yearly', 'daily', 'incomplete'] }).removed).toEqual({});
  });
});

describe('records that make no sense stop the rotation', () => {
  test('one that is listed twice, since who deletes by id would delete the kept one', () => {
    expect(() => rotateThem([night(monday), night(monday)])).toThrow('backup 2026-03-16-1-night is listed twice');
  });

  test.each([{ startedAt: 'yesterday' }, { startedAt: '' }])('one that was started at %j', (rest) => {
    expect(() => rotateThem([night(monday, rest), night(friday)])).toThrow(`no time span from '${rest.startedAt}'`);
  });

  test.each(['2026-02-30', '16 March'])("one of the date '%s'", (localDate) => {
    const odd = { ...broken(monday), localDate };
    expect(() => rotateThem([odd, night(friday)])).toThrow(`'${localDate}' is not a calendar date`);
  });
});
