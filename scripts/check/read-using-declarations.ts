import { Visitor } from "@swc/core/Visitor.js";
import type { Statement, VariableDeclarator } from "@swc/core";

interface UsingDeclaration {
  readonly type: "UsingDeclaration";
  readonly decls: VariableDeclarator[];
}

/** Teaches the parser's visitor, which dependency-cruiser reads files with, the statement `using x = …`. */
export function readUsingDeclarations(): void {
  const visitKnown = Reflect.get<Visitor, "visitStatement">(Visitor.prototype, "visitStatement");
  Visitor.prototype.visitStatement = function visitStatement(this: Visitor, statement: Statement | UsingDeclaration) {
    if (statement.type !== "UsingDeclaration") return visitKnown.call(this, statement);
    this.visitVariableDeclarators(statement.decls);
    return statement as unknown as Statement;
  };
}
