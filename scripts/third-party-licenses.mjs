// @ts-check
/** Collects the license texts of the bundled packages, which must be distributed with the bundle. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Creates one section per package that these files belong to.
 * @param {readonly string[]} files
 */
export function createLicenseText(files) {
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file) ?? []));
  return [...new Set([...folders].map(createParagraph))].sort().join('\n');
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
function createParagraph(folder) {
  const { name, version, license } = readManifest(folder);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`== ${String(name)} ${String(version)} (${String(license)})`, ...texts, ''].join('\n\n');
}
