import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Markdown without fenced code blocks, which may contain anything that looks like a link or a heading. */
const withoutFences = (text: string): string => text.replace(/^( *)(```|~~~)[^]*?^\1\2 *$/gm, '');

/** Lists the relative links of a page, without those to other sites. */
export function findLinks(text: string): string[] {
  const prose = withoutFences(text).replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page, by GitHub's rules. */
export function findAnchors(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = toSlug(heading);
    let anchor = slug;
    for (let index = 1; anchors.has(anchor); index += 1) anchor = `${slug}-${index}`;
    anchors.add(anchor);
  }
  return anchors;
}

const toSlug = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

/** Tells whether a link on a page leads to an existing file or directory, and to an existing heading. */
export function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !findAnchors(readFileSync(target, 'utf8')).has(anchor);
}
