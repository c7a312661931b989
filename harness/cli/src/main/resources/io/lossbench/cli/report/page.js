// Tables that sort and filter, figures that can be saved. The page is complete without it, and it loads nothing.
'use strict';
(() => {
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // The number that a cell starts with: "-0.42", "12 %", "< 0.001", "34.1 to 36.8".
  const number = text => {
    const found = text.match(/^[<>±]?\s*([-+]?\d+(\.\d+)?(e[-+]?\d+)?)/i);
    return found ? Number(found[1]) : NaN;
  };

  const sortable = table => {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const text = row => row.cells[column].textContent.trim();
      const numeric = column > 0 && original.some(row => !Number.isNaN(number(text(row)))) &&
        !header.classList.contains('text');
      const compare = (a, b) => {
        if (!numeric) return text(a).localeCompare(text(b), 'en', {numeric: true});
        const [x, y] = [number(text(a)), number(text(b))];
        return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : Infinity) : Number.isNaN(y) ? -Infinity : x - y;
      };
      const button = make('button', {type: 'button', className: 'sort', title: 'Sort by this column'});
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener('click', () => {
        const before = header.getAttribute('aria-sort');
        const order = before === 'ascending' ? 'descending' : before === 'descending' ? null : 'ascending';
        headers.forEach(each => each.removeAttribute('aria-sort'));
        if (order) header.setAttribute('aria-sort', order);
        // Rows without a number stay at the end, whichever way the others go.
        const sign = order === 'descending' ? -1 : 1;
        const turned = (a, b) => {
          const difference = compare(a, b);
          return Number.isFinite(difference) ? sign * difference : difference;
        };
        body.append(...(order ? [...original].sort(turned) : original));
      });
    });
  };

  const FILTER_FROM = 6;
  const filterable = table => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < FILTER_FROM) return;
    const input = make('input', {type: 'search', placeholder: 'Filter rows'});
    input.setAttribute('aria-label', 'Filter rows');
    const count = make('output', {});
    const line = make('p', {className: 'filter'});
    line.append(input, count);
    table.before(line);
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach(row => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
      });
      const shown = rows.filter(row => !row.hidden).length;
      count.textContent = words.length ? `${shown} of ${rows.length}` : '';
    });
  };

  // A drawing that looks the same without the page: styles that come from its style sheet are written into it.
  const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray',
    'stroke-linecap', 'stroke-linejoin', 'font-family', 'font-size', 'font-weight'];
  const standalone = svg => {
    const copy = svg.cloneNode(true);
    const originals = svg.querySelectorAll('*');
    copy.querySelectorAll('*').forEach((element, i) => {
      const style = getComputedStyle(originals[i]);
      element.removeAttribute('class');
      if (element.tagName !== 'title') {
        STYLES.forEach(name => element.setAttribute(name, style.getPropertyValue(name)));
      }
    });
    const {width, height} = svg.viewBox.baseVal;
    copy.setAttribute('width', width);
    copy.setAttribute('height', height);
    const ground = document.createElementNS(svg.namespaceURI, 'rect');
    ground.setAttribute('width', '100%');
    ground.setAttribute('height', '100%');
    ground.setAttribute('fill', getComputedStyle(svg.closest('figure')).backgroundColor);
    copy.prepend(ground);
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy) + '\n';
  };

  const save = (name, type, text) => {
    const link = make('a', {download: name, href: URL.createObjectURL(new Blob([text], {type}))});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const savable = figure => {
    const name = (document.title.split(' – ')[0] + '-' + figure.id).replace(/[^A-Za-z0-9._=@,-]+/g, '-');
    const buttons = figure.querySelector('.save');
    buttons.hidden = false;
    buttons.addEventListener('click', event => {
      const kind = event.target.dataset.save;
      if (kind === 'svg') {
        save(name + '.svg', 'image/svg+xml', standalone(figure.querySelector('svg')));
      } else if (kind === 'csv') {
        // Browsers read line ends of a page as \n; RFC 4180 has \r\n.
        save(name + '.csv', 'text/csv', figure.querySelector('.data').textContent.replace(/\r?\n/g, '\r\n'));
      }
    });
  };

  document.querySelectorAll('table').forEach(table => {
    if (table.tHead && table.tBodies.length && table.tBodies[0].rows.length > 1) {
      sortable(table);
      filterable(table);
    }
  });
  document.querySelectorAll('figure').forEach(savable);
})();
