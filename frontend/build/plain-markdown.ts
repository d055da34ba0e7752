/** A part of a line. A link within the documentation is its words, since the page has nowhere to lead to. */
export interface Span {
  readonly text: string;
  readonly style?: 'em' | 'strong' | 'code';
}

export type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly spans: readonly Span[]; readonly level?: number }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'code'; readonly text: string };

const INLINE = /\*\*(.+?)\*\*|\*(?!\s)(.+?)\*(?!\w)|`(.+?)`|\[(.+?)\]\(.+?\)/g;

function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    const [whole, strong, em, code, link] = match;
    if (match.index > from) spans.push({ text: line.slice(from, match.index) });
    if (strong !== undefined) spans.push({ text: strong, style: 'strong' });
    else if (em !== undefined) spans.push({ text: em, style: 'em' });
    else if (code !== undefined) spans.push({ text: code, style: 'code' });
    else spans.push({ text: link ?? '' });
    from = match.index + whole.length;
  }
  if (from < line.length) spans.push({ text: line.slice(from) });
  return spans;
}

/** Headings, paragraphs, lists with one line for each item, and code. Other Markdown is refused. */
export function parse(markdown: string): Block[] {
  const blocks: Block[] = [];
  const parts = markdown.split(/^```\w*\n([\s\S]*?)^```$/m);
  parts.forEach((part, i) => {
    if (i % 2 === 1) blocks.push({ kind: 'code', text: part.replace(/\n$/, '') });
    else for (const text of part.split(/\n{2,}/)) if (text.trim() !== '') blocks.push(blockOf(text.trim()));
  });
  return blocks;
}

function blockOf(text: string): Block {
  if (/^[>|]|^\d+\. |^ |!\[|^```/m.test(text)) throw new Error(`this is not the Markdown that the page shows: ${text}`);
  const [, marks, heading] = /^(#+) (.+)$/.exec(text) ?? [];
  if (marks !== undefined && heading !== undefined) return { kind: 'heading', level: marks.length, spans: spansOf(heading) };
  const lines = text.split('\n');
  if (lines.every((line) => line.startsWith('- '))) return { kind: 'list', items: lines.map((line) => spansOf(line.slice(2))) };
  return { kind: 'paragraph', spans: spansOf(lines.join(' ')) };
}
