import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A value as it stood on the wire, and the TypeScript type that it must be assignable to. */
export interface TypedValue {
  /** Names the value in a complaint. */
  readonly name: string;
  readonly type: string;
  readonly value: unknown;
}

// The file exists in memory only; its place decides how its imports are resolved.
const FILE = fileURLToPath(new URL('wire-values.ts', import.meta.url));

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
};

/**
 * Assigns each value as a literal to its type and asks the compiler. A literal may hold no field that its type does not
 * know, so additions are found as well as omissions. One program serves all values.
 */
export function findTypeErrors(imports: string, values: readonly TypedValue[]): string[] {
  const lines = values.map(({ type, value }, index) => `export const v${index}: ${type} = ${JSON.stringify(value)};`);
  const source = ts.createSourceFile(FILE, [imports, ...lines].join('\n'), ts.ScriptTarget.ES2023, true);
  const program = ts.createProgram([FILE], OPTIONS, hostOf(source));
  const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return diagnostics.map(({ start = 0, messageText }) => {
    const line = source.getLineAndCharacterOfPosition(start).line;
    const value = values[line - imports.split('\n').length];
    const near = source.text.slice(start, start + 60);
    return `${value?.name ?? 'imports'}: ${ts.flattenDiagnosticMessageText(messageText, '\n')} (at ${near})`;
  });
}

function hostOf(source: ts.SourceFile): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    fileExists: (path) => path === FILE || host.fileExists(path),
    getSourceFile: (path, ...rest) => (path === FILE ? source : host.getSourceFile(path, ...rest)),
  };
}
