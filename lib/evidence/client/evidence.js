'use strict';
// Everything can be read without this script: it adds searching, filtering and the keyboard.
(() => {
  const forms = [...document.querySelectorAll('form[data-filters]')];

  const rowsOf = (table) =>
    [...table.tBodies[0].rows].map((row) => ({
      row,
      text: `${row.textContent} ${row.dataset.words ?? ''}`.toLowerCase(),
      targets: row.dataset.shows ? document.getElementById(row.dataset.shows) : null,
    }));

  /** Where a value is a list, such as ids of commitments, any of its words will do. */
  const holds = (row, name, wanted) => {
    const value = row.dataset[name] ?? '';
    return value === wanted || value.split(' ').includes(wanted);
  };

  for (const form of forms) {
    const table = document.getElementById(form.dataset.filters);
    const rows = rowsOf(table);
    const count = form.querySelector('[role=status]');
    const search = form.elements.q;
    const selects = [...form.querySelectorAll('select')];
    const fields = [search, ...selects];
    form.hidden = false;

    const apply = (remember) => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = selects.filter((select) => select.value !== '');
      let shown = 0;
      for (const { row, text, targets } of rows) {
        const fits =
          words.every((word) => text.includes(word)) && wanted.every(({ name, value }) => holds(row, name, value));
        row.hidden = !fits;
        if (targets) targets.hidden = !fits;
        if (fits) shown += 1;
      }
      count.textContent = `${shown} of ${rows.length} ${form.dataset.noun}`;
      if (!remember) return;
      const state = new URLSearchParams();
      for (const { name, value } of fields) if (value !== '') state.set(name, value);
      const hash = state.toString();
      history.replaceState(null, '', hash === '' ? location.pathname : `#${hash}`);
    };

    const restore = () => {
      const state = new URLSearchParams(location.hash.slice(1));
      // An anchor, not a filter.
      if (location.hash !== '' && ![...state.values()].some((value) => value !== '')) return apply(false);
      for (const field of fields) field.value = state.get(field.name) ?? '';
      for (const select of selects) if (select.selectedIndex < 0) select.value = '';
      apply(false);
    };

    form.addEventListener('input', () => apply(true));
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', (event) => {
      // At once: the browser's own reset comes only after this listener.
      event.preventDefault();
      for (const field of fields) field.value = '';
      apply(true);
    });
    addEventListener('hashchange', restore);
    restore();

    const links = () => rows.filter(({ row }) => !row.hidden).flatMap(({ row }) => row.querySelector('a') ?? []);
    const move = (step) => {
      const all = links();
      const at = all.indexOf(document.activeElement);
      (at + step < 0 ? search : (all[at + step] ?? all.at(-1)))?.focus();
    };
    search.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        move(1);
      } else if (event.key === 'Escape') {
        search.value = '';
        apply(true);
      }
    });
    table.addEventListener('keydown', (event) => {
      if (!links().includes(document.activeElement)) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      } else if (event.key === 'Escape') search.focus();
    });
  }

  // `/` searches, as in most places where there is something to search.
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || forms.length === 0) return;
    if (event.target.closest('input, select, textarea')) return;
    event.preventDefault();
    forms[0].elements.q.focus();
  });

  // Paper can't be opened: what is folded on the screen is printed in full.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });

  // A link from elsewhere leads into what may be folded.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let details = target && target.closest('details'); details; details = details.parentElement.closest('details'))
      details.open = true;
    if (target) target.scrollIntoView({ block: 'center' });
  };
  addEventListener('hashchange', unfold);
  unfold();
})();
