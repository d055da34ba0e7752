import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from '../../build/plain-markdown.ts';

test('headings, paragraphs, lists, code and what is in their lines are read', () => {
  assert.deepEqual(parse('# A\n\nOne *two*.\nThree `x*y*z` [four](b.md#c).\n\n- **five**\n- six\n\n```yaml\n  a: [b]\n\n  c: d\n```\n'), [
    { kind: 'heading', level: 1, spans: [{ text: 'A' }] },
    { kind: 'paragraph', spans: [{ text: 'One ' }, { text: 'two', style: 'em' }, { text: '. Three ' }, { text: 'x*y*z', style: 'code' }, { text: ' ' }, { text: 'four' }, { text: '.' }] },
    { kind: 'list', items: [[{ text: 'five', style: 'strong' }], [{ text: 'six' }]] },
    { kind: 'code', text: '  a: [b]\n\n  c: d' },
  ]);
});

test('other Markdown is refused instead of shown as it is written', () => {
  for (const text of ['| a | b |', '> a', '1. a', '![a](b.png)', '- a\n  b']) assert.throws(() => parse(text), /not the Markdown/, text);
});

test('the page can show all of docs/meaning.md', () => {
  const blocks = parse(readFileSync(new URL('../../../docs/meaning.md', import.meta.url), 'utf8'));
  const spans = blocks.flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.kind === 'code' ? [] : block.spans));
  assert.ok(spans.length > 30);
  for (const { text } of spans) assert.ok(!/\]\(|`|\*\*/.test(text), text);
});
