import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const ENTRY = resolve('src/index.ts');

/** Writes down every name that `src/index.ts` exports, with its declaration as a user of the package sees it. */
export function buildApiReport(): string {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram([ENTRY], {
    ...options,
    declaration: true,
    noCheck: true,
    noEmit: false,
    removeComments: true,
  });
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(ENTRY);
  const moduleSymbol = entry && checker.getSymbolAtLocation(entry);
  const names = moduleSymbol ? checker.getExportsOfModule(moduleSymbol) : [];
  const declarations = names
    .map((name) => (name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name))
    .flatMap(({ declarations = [] }) => declarations.slice(0, 1))
    .map((declaration) => toDerivedType(checker, declaration) ?? toDeclaration(program, declaration));
  return [...declarations].sort().join('\n');
}

/** A type that is derived from a schema is written in full: its declaration only names the schema. */
function toDerivedType(checker: ts.TypeChecker, declaration: ts.Declaration): string | undefined {
  if (!ts.isTypeAliasDeclaration(declaration) || !declaration.type.getText().startsWith('Static<')) return undefined;
  return `export type ${declaration.name.text} = ${printType(checker, checker.getTypeAtLocation(declaration.name))};`;
}

/** Prints properties and the members of unions in alphabetical order; the compiler's order depends on other files. */
function printType(checker: ts.TypeChecker, type: ts.Type, outer: readonly ts.Type[] = []): string {
  const print = (inner: ts.Type): string => printType(checker, inner, [...outer, type]);
  if (outer.includes(type)) return checker.typeToString(type);
  if (type.isUnion() && !(type.flags & ts.TypeFlags.Boolean)) {
    const members = type.types.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.BooleanLiteral)));
    const names = [...members.map(print), ...(members.length < type.types.length ? booleanOf(type) : [])];
    return names.sort().join(' | ');
  }
  if (checker.isArrayType(type)) {
    return `readonly (${checker
      .getTypeArguments(type as ts.TypeReference)
      .map(print)
      .join()})[]`;
  }
  const properties = type.flags & ts.TypeFlags.Object ? checker.getPropertiesOfType(type) : [];
  if (properties.length === 0) return checker.typeToString(type);
  const lines = properties.map((property) => {
    const mark = property.flags & ts.SymbolFlags.Optional ? '?' : '';
    return `${property.name}${mark}: ${print(checker.getTypeOfSymbol(property))};`;
  });
  return `{\n${lines.sort().join('\n').replace(/^/gm, '    ')}\n}`;
}

const booleanOf = ({ types }: ts.UnionType): string[] =>
  types.some(({ flags }) => flags & ts.TypeFlags.BooleanLiteral) ? ['boolean'] : [];

/** Finds the statement in the emitted declarations of the file that declares a name. */
function toDeclaration(program: ts.Program, declaration: ts.Declaration): string {
  const source = declaration.getSourceFile();
  let text = '';
  program.emit(source, (path, content) => (text = path.endsWith('.d.ts') ? content : text), undefined, true);
  const emitted = ts.createSourceFile('emitted.d.ts', text, ts.ScriptTarget.Latest, true);
  const wanted = ts.getNameOfDeclaration(declaration)?.getText() ?? '';
  const statement = emitted.statements.find((candidate) => namesOf(candidate).includes(wanted));
  return withoutPrivates(statement?.getText() ?? `${wanted}: not found`);
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  return 'name' in statement && statement.name ? [(statement.name as ts.Identifier).getText()] : [];
}

/** What is private may change at any time, and so may what Nest injects. */
function withoutPrivates(text: string): string {
  const isInjected = !text.includes('extends Error');
  return text.replace(/^ +private .*\n/gm, '').replace(/^ +constructor\(.*\n/gm, (line) => (isInjected ? '' : line));
}
