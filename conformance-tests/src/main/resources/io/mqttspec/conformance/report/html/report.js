'use strict';
(() => {
  const byId = id => document.getElementById(id);

  // A link to a case opens it.
  const openLinked = () => {
    const linked = byId(decodeURIComponent(location.hash.slice(1)));
    if (linked && linked.matches('details.case')) {
      linked.hidden = false;
      linked.open = true;
      linked.scrollIntoView();
    }
  };

  const copyButtons = () => document.querySelectorAll('.command button').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const command = button.parentElement.querySelector('code');
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = 'Marked: copy it by hand';
      }
    });
  });

  const filter = byId('page-filter');
  if (filter) {
    const rows = [...document.querySelectorAll('.case, .elsewhere')].map(element => ({
      element,
      cells: [...element.querySelectorAll('.cell')].map(cell => [cell.dataset.t, cell.dataset.v]),
      level: element.dataset.level,
      differs: 'differs' in element.dataset,
      isCase: element.matches('.case'),
      text: [element.querySelector('summary') || element, ...element.querySelectorAll('.why')]
        .map(part => part.textContent).join(' ').toLowerCase(),
    }));
    const sections = [...document.querySelectorAll('section.cases')];
    const checked = name =>
      new Set([...filter.querySelectorAll(`[name=${name}]:checked`)].map(box => box.value));

    const apply = () => {
      const verdicts = checked('verdict');
      const levels = checked('level');
      const target = byId('page-target') ? byId('page-target').value : '';
      const onlyDifferences = byId('page-differences') ? byId('page-differences').checked : false;
      const words = byId('page-search').value.toLowerCase().split(/\s+/).filter(word => word);
      let shown = 0;
      let cases = 0;
      for (const row of rows) {
        const fits = levels.has(row.level)
          && (!onlyDifferences || row.differs)
          && row.cells.some(([t, v]) => (target === '' || t === target) && verdicts.has(v))
          && words.every(word => row.text.includes(word));
        row.element.hidden = !fits;
        cases += row.isCase ? 1 : 0;
        shown += row.isCase && fits ? 1 : 0;
      }
      for (const section of sections) {
        section.hidden = !section.querySelector('.case:not([hidden]), .elsewhere:not([hidden])');
      }
      byId('page-shown').textContent = `${shown} of ${cases} cases`;
    };

    let waiting = 0;
    filter.addEventListener('input', () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(apply);
    });
    byId('page-all').addEventListener('click', () => {
      filter.querySelectorAll('[type=checkbox]').forEach(box => {
        box.checked = box.name !== 'differences';
      });
      filter.querySelectorAll('select').forEach(select => { select.value = ''; });
      byId('page-search').value = '';
      apply();
    });
    const fold = open => rows.forEach(row => {
      if (row.isCase && !row.element.hidden) {
        row.element.open = open;
      }
    });
    byId('page-unfold').addEventListener('click', () => fold(true));
    byId('page-fold').addEventListener('click', () => fold(false));
    filter.hidden = false;
    apply();

    // The address names the case that was opened last, to be passed on.
    document.addEventListener('click', event => {
      const summary = event.target.closest('.case > summary');
      if (summary && !summary.parentElement.open && summary.parentElement.id) {
        history.replaceState(null, '', '#' + encodeURIComponent(summary.parentElement.id));
      }
    });
  }

  copyButtons();
  addEventListener('hashchange', openLinked);
  openLinked();
})();
