import { ts } from '../lib/ts.ts';
import { isReference } from './syntax.ts';

/** What a name stands for: a variable, a parameter, a function or a class. */
export interface Variable {
  /** In source order; none for the `arguments` of a function. */
  readonly declarations: readonly ts.Declaration[];
  /** The first of them; none for what is imported. */
  readonly valueDeclaration: ts.Declaration | undefined;
}

/** What the names of a rule stand for; undefined for names that it does not declare, and for those of properties. */
export interface Names {
  /** Every identifier of the file, in source order. */
  readonly identifiers: readonly ts.Identifier[];
  /** Those that stand for a value, outside of types. */
  readonly references: readonly ts.Identifier[];
  getSymbolAtLocation(node: ts.Node): Variable | undefined;
}

const ARGUMENTS: Variable = { declarations: [], valueDeclaration: undefined };

/** Resolves the names of one file as the language does; no compiler has to work out types for that. */
export function namesOf(source: ts.SourceFile): Names {
  const scopes = new Scopes(source);
  const known = new Map<ts.Node, Variable | undefined>();
  return {
    identifiers: scopes.identifiers,
    references: scopes.references,
    getSymbolAtLocation(node) {
      if (!ts.isIdentifier(node)) return undefined;
      if (known.has(node)) return known.get(node);
      const found = scopes.declared.get(node) ?? (isName(node) ? scopes.lookUp(node) : undefined);
      known.set(node, found);
      return found;
    },
  };
}

/** Whether an identifier stands for something that is declared around it. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if ((parent as { name?: ts.Node }).name === node) return false;
  return isReference(node) || ts.isExpressionWithTypeArguments(parent);
}

interface Declared extends Variable {
  readonly declarations: ts.Declaration[];
}

/** All declarations of a file, by the node in which they hold. */
class Scopes {
  /** By the identifiers that declare them. */
  readonly declared = new Map<ts.Node, Variable>();
  readonly identifiers: ts.Identifier[] = [];
  readonly references: ts.Identifier[] = [];
  readonly #byNode = new Map<ts.Node, Map<string, Declared>>();

  constructor(source: ts.SourceFile) {
    this.#read(source, source, source, false);
  }

  /** What a name stands for where it is. */
  lookUp(name: ts.Identifier): Variable | undefined {
    const { text } = name;
    for (let at: ts.Node = name; at.parent !== undefined; at = at.parent) {
      const { parent } = at;
      const found = this.#byNode.get(parent)?.get(text);
      if (found !== undefined && isVisible(found, at)) return found;
      if (text === 'arguments' && ts.isFunctionLike(parent) && !ts.isArrowFunction(parent)) return ARGUMENTS;
      // It may be a property of the object as well.
      if (ts.isWithStatement(parent) && parent.statement === at) return undefined;
    }
    return undefined;
  }

  /** Declares all that is below a node: `var` holds in the whole function, the rest in the block. */
  #read(node: ts.Node, fn: ts.Node, block: ts.Node, isType: boolean): void {
    ts.forEachChild(node, (child) => {
      if (ts.isIdentifier(child)) {
        this.identifiers.push(child);
        if (!isType && isReference(child)) this.references.push(child);
        return;
      }
      if (ts.isVariableDeclaration(child)) this.#declare(child.name, child, isVar(child) ? fn : block);
      else if (ts.isParameter(child)) this.#declare(child.name, child, fn);
      else if (isNamed(child)) this.#declare(child.name, child, block);
      const isFunction = ts.isFunctionLike(child) || ts.isClassStaticBlockDeclaration(child);
      const scope = isFunction || isBlock(child) ? child : block;
      this.#read(child, isFunction ? child : fn, scope, isType || isOfTypes(child));
      if (ts.isFunctionExpression(child) || ts.isClassExpression(child)) this.#declareInside(child);
    });
  }

  #declare(name: ts.BindingName | undefined, declaration: ts.Declaration, scope: ts.Node): void {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) {
      const names = this.#namesIn(scope);
      const variable = names.get(name.text) ?? variableOf(declaration);
      variable.declarations.push(declaration);
      names.set(name.text, variable);
      this.declared.set(name, variable);
    } else
      for (const element of name.elements)
        if (ts.isBindingElement(element)) this.#declare(element.name, element, scope);
  }

  /** The own name of a function or class, which what it declares inside may hide. */
  #declareInside(node: ts.FunctionExpression | ts.ClassExpression): void {
    if (node.name === undefined) return;
    const names = this.#namesIn(node);
    const variable = variableOf(node);
    variable.declarations.push(node);
    this.declared.set(node.name, variable);
    if (!names.has(node.name.text)) names.set(node.name.text, variable);
  }

  #namesIn(scope: ts.Node): Map<string, Declared> {
    const names = this.#byNode.get(scope) ?? new Map<string, Declared>();
    this.#byNode.set(scope, names);
    return names;
  }
}

function variableOf(declaration: ts.Declaration): Declared {
  const isImport =
    ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration);
  return { declarations: [], valueDeclaration: isImport ? undefined : declaration };
}

/** What the body of a function declares is not there for the defaults of its parameters. */
function isVisible({ declarations }: Variable, from: ts.Node): boolean {
  const { body } = from.parent as { body?: ts.Node };
  return body === undefined || body === from || declarations.some(({ pos }) => pos < body.pos);
}

function isVar({ parent }: ts.VariableDeclaration): boolean {
  return ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** What declares a name in the block around it. */
function isNamed(node: ts.Node): node is ts.Declaration & { readonly name?: ts.Identifier } {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node)
  );
}

/** What `let`, `const` and classes hold in. The body of a function is one with its parameters. */
function isBlock(node: ts.Node): boolean {
  return (
    (ts.isBlock(node) && !ts.isFunctionLike(node.parent)) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isForStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isForOfStatement(node)
  );
}

/** What is there for the compiler alone. */
function isOfTypes(node: ts.Node): boolean {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}
