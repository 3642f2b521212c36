// @ts-check
/** The licences of the packages in a bundle, which have to be handed on with it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Writes one paragraph for each package that these files belong to.
 * @param {readonly string[]} files
 */
export function toLicenseText(files) {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file) ?? []));
  return [...new Set([...folders].map(toParagraph))].sort().join('\n');
}

/**
 * Reads a package.json.
 * @param {string} folder
 */
export function readManifest(folder) {
  /** @type {(json: string) => Record<string, unknown>} */
  const parse = JSON.parse;
  return parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** @param {string} folder */
function toParagraph(folder) {
  const { name, version, license } = readManifest(folder);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`== ${String(name)} ${String(version)} (${String(license)})`, ...texts, ''].join('\n\n');
}
