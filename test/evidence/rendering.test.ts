import { csv } from '../../lib/evidence/csv';
import { markup } from '../../lib/evidence/markup';
import { documentOf } from '../../lib/evidence/pages/page';
import { runbookSections } from '../../lib/evidence/runbook';

describe('markup', () => {
  test('takes no text for markup, in attributes neither', () => {
    const text = `<b onclick="x">'&`;
    expect(markup`<a title="${text}">${[text, [1]]}</a>`.text).toBe(
      '<a title="&#60;b onclick=&#34;x&#34;&#62;&#39;&#38;">&#60;b onclick=&#34;x&#34;&#62;&#39;&#38;1</a>',
    );
  });

  test('is nested as it is, and nothing comes of what is absent', () => {
    expect(markup`<p>${markup`<b>${0}</b>`}${undefined}${false}</p>`.text).toBe('<p><b>0</b></p>');
  });
});

test('the policy of a page allows its own styles and script by their digests, and nothing else', () => {
  const page = documentOf('A & B', '<p>text</p><svg><style>.a { fill: red }</style></svg>', 'let a = 1;');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-\S+' 'sha256-\S+'; script-src 'sha256-\S+';/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(page).toContain('<title>A &#38; B</title>');
});

describe('a table for spreadsheets', () => {
  test('quotes what would break it', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x,"y"', 'two\nlines'],
          [1, undefined],
        ],
      ),
    ).toBe('a,b\r\n"x,""y""","two\nlines"\r\n1,\r\n');
  });

  test('holds no formula', () => {
    expect(csv(['a'], [['=1+1'], ['@x'], ['-2'], [-2]])).toBe("a\r\n'=1+1\r\n'@x\r\n'-2\r\n-2\r\n");
  });
});

test('sections of the runbook have the anchors that links to them use', () => {
  const sections = runbookSections(
    '# Runbook\n\nIntro\n\n## Sign-in without MFA\n\n**Means** a\n\n### Do\nb\n\n## Who’s there?\nc\n',
  );
  expect(sections).toEqual([
    { anchor: 'sign-in-without-mfa', title: 'Sign-in without MFA', text: '**Means** a\n\n### Do\nb' },
    { anchor: 'whos-there', title: 'Who’s there?', text: 'c' },
  ]);
});
