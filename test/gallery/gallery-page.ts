/** The page of the gallery: one file beside its pictures, with filters that need no server. */

export interface Picture {
  readonly file: string;
  readonly name: string;
  readonly group: string;
  readonly language: string;
  readonly appearance: string;
  /** Of the window, in CSS pixels. */
  readonly width: number;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
  body { margin: 0 24px 48px; }
  header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 24px; padding: 12px 0;
    background: canvas; border-bottom: 1px solid graytext; }
  fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 12px; }
  h2 { margin: 32px 0 12px; scroll-margin-top: 72px; text-transform: capitalize; }
  h3 { margin: 20px 0 8px; font-weight: 500; }
  .row { display: grid; grid-template-columns: repeat(auto-fill, minmax(480px, 1fr)); gap: 12px; }
  figure { margin: 0; }
  img { width: 100%; display: block; border: 1px solid graytext; }
  figcaption { font-size: 14px; }
`;

const script = `
  const form = document.querySelector('header');
  const filter = () => {
    const wanted = Object.fromEntries([...form.querySelectorAll('input:checked')].map(({ name, value }) => [name, value]));
    for (const figure of document.querySelectorAll('figure')) {
      figure.hidden = Object.entries(wanted).some(([name, value]) => value !== 'all' && figure.dataset[name] !== value);
    }
    for (const part of document.querySelectorAll('article')) part.hidden = !part.querySelector('figure:not([hidden])');
  };
  form.addEventListener('change', filter);
  filter();
`;

function distinct(values: readonly (string | number)[]): readonly string[] {
  return [...new Set(values.map(String))];
}

function choice(name: string, values: readonly string[], chosen: string): string {
  const radios = ['all', ...values].map(
    (value) =>
      `<label><input type="radio" name="${name}" value="${value}"${value === chosen ? ' checked' : ''}> ${value}</label>`,
  );
  return `<fieldset><legend hidden>${name}</legend>${radios.join(' ')}</fieldset>`;
}

function figure({ file, name, language, appearance, width }: Picture): string {
  return (
    `<figure data-language="${language}" data-appearance="${appearance}" data-width="${width}">` +
    `<a href="${file}"><img src="${file}" loading="lazy" alt="${name}"></a>` +
    `<figcaption>${language}, ${appearance}, ${width} wide</figcaption></figure>`
  );
}

export function galleryPage(pictures: readonly Picture[]): string {
  const named = (group: string): readonly string[] =>
    distinct(pictures.filter((picture) => picture.group === group).map(({ name }) => name));
  const groups = distinct(pictures.map(({ group }) => group));
  const sections = groups.map((group) => {
    const articles = named(group).map((name) => {
      const figures = pictures.filter((picture) => picture.name === name).map(figure);
      return `<article><h3>${name}</h3><div class="row">${figures.join('\n')}</div></article>`;
    });
    return `<section><h2 id="${group}">${group.replace('_', ' ')}</h2>${articles.join('\n')}</section>`;
  });
  const filters = [
    choice('language', distinct(pictures.map(({ language }) => language)), 'en'),
    choice('appearance', distinct(pictures.map(({ appearance }) => appearance)), 'light'),
    choice('width', distinct(pictures.map(({ width }) => width)), '1024'),
  ];
  const links = groups.map((group) => `<a href="#${group}">${group.replace('_', ' ')}</a>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Scantill, every screen and state</title><style>${style}</style></head>
<body>
<header>${filters.join('\n')}<nav>${links.join(' ')}</nav></header>
${sections.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}
