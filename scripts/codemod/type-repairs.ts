import type { ts } from '../lib/ts.ts';
import {
  annotateAll,
  annotateParameter,
  annotateReturn,
  annotateVariable,
  computeKey,
  type Declarations,
} from './annotations.ts';
import {
  allowFewer,
  assertDefined,
  castArgument,
  castCallee,
  castIndex,
  castNode,
  castOperand,
  castReceiver,
  castUnknown,
  castValue,
  fillEmptyList,
} from './casts.ts';
import type { Edit } from './edits.ts';
import { useUnused } from './unused-repairs.ts';

/** What one diagnostic asks for: edits that only the type checker sees. */
type Repair = (
  node: ts.Node,
  source: ts.SourceFile,
  declarations: Declarations,
  message: string,
) => readonly Edit[] | undefined;

/** Diagnostic codes and the annotation, assertion or cast that answers them. None changes what the code does. */
export const REPAIRS: ReadonlyMap<number, Repair> = new Map<number, Repair>([
  [7006, annotateParameter], // Parameter implicitly has an 'any' type.
  [7019, annotateParameter], // Rest parameter implicitly has an 'any[]' type.
  [7031, annotateParameter], // Binding element implicitly has an 'any' type.
  [7034, annotateVariable], // Variable implicitly has type 'any' in some locations.
  [7022, annotateVariable], // Implicitly has type 'any' because it is referenced in its own initializer.
  [7023, annotateReturn], // Implicitly has return type 'any' because it is referenced in a return expression.
  [7024, annotateReturn], // Function implicitly has return type 'any'.
  [7025, annotateReturn], // Generator implicitly has yield type 'any'.
  [7057, annotateReturn], // 'yield' expression implicitly results in an 'any' type.
  [7030, annotateReturn], // Not all code paths return a value.
  [7053, castReceiver], // Element implicitly has an 'any' type because the index cannot be used.
  [7015, castReceiver], // Element implicitly has an 'any' type because the index is not a number.
  [7017, castReceiver], // Element implicitly has an 'any' type because there is no index signature.
  [2339, castReceiver], // Property does not exist.
  [2551, castReceiver], // Property does not exist, did you mean …?
  [2540, castReceiver], // Cannot assign to a read-only property.
  [2542, castReceiver], // Index signature only permits reading.
  [2704, castReceiver], // The operand of delete cannot be a read-only property.
  [2790, castReceiver], // The operand of delete must be optional.
  [18046, castUnknown], // Is of type 'unknown'.
  [2571, castUnknown], // Object is of type 'unknown'.
  [2698, castNode], // Spread types may only be created from object types.
  [2488, castNode], // Must have an iterator.
  [2407, castNode], // The right-hand side of a for-in must be an object.
  [18047, assertDefined], // Is possibly null.
  [18048, assertDefined], // Is possibly undefined.
  [18049, assertDefined], // Is possibly null or undefined.
  [2531, assertDefined], // Object is possibly null.
  [2532, assertDefined], // Object is possibly undefined.
  [2533, assertDefined], // Object is possibly null or undefined.
  [2538, castIndex], // Cannot be used as an index type.
  [2454, assertDefined], // Variable is used before being assigned.
  [2721, assertDefined], // Cannot invoke an object which is possibly null.
  [2722, assertDefined], // Cannot invoke an object which is possibly undefined.
  [2723, assertDefined], // Cannot invoke an object which is possibly null or undefined.
  [2345, fillEmptyList], // Argument is not assignable.
  [2322, fillEmptyList], // Type is not assignable.
  [2739, castValue], // Type is missing properties.
  [2740, castValue], // Type is missing properties.
  [2741, castValue], // Property is missing.
  [2353, castValue], // Object literal may only specify known properties.
  [2375, castValue], // Not assignable with exactOptionalPropertyTypes.
  [2379, castValue], // Argument not assignable with exactOptionalPropertyTypes.
  [2559, castValue], // Has no properties in common.
  [2352, castNode], // Conversion may be a mistake.
  [2769, castArgument], // No overload matches this call.
  [2554, allowFewer], // Expected n arguments.
  [2555, allowFewer], // Expected at least n arguments.
  [2556, castCallee], // A spread argument must be a tuple.
  [2349, castCallee], // Not callable.
  [2348, castCallee], // Not callable, did you mean new?
  [2350, castCallee], // Only a void function can be called with new.
  [2351, castCallee], // Not constructable.
  [7009, castCallee], // new whose target lacks a construct signature.
  [2362, castNode], // The left-hand side of an arithmetic operation must be a number.
  [2363, castNode], // The right-hand side of an arithmetic operation must be a number.
  [2356, castNode], // An arithmetic operand must be a number.
  [2358, castNode], // The left-hand side of instanceof must be an object.
  [2359, castNode], // The right-hand side of instanceof must be a function.
  [2360, castNode], // The left-hand side of in must be a key.
  [2361, castNode], // The right-hand side of in must be an object.
  [2638, castNode], // May represent a primitive value, which is not permitted as the right operand of in.
  [2365, castOperand], // Operator cannot be applied to these types.
  [2367, castOperand], // This comparison appears to be unintentional.
  [2678, castNode], // Type is not comparable to the type of the switch.
  [18050, castNode], // The value undefined cannot be used here.
  [2403, annotateAll], // Subsequent variable declarations must have the same type.
  [1117, computeKey], // An object literal cannot have multiple properties with the same name.
  [6133, useUnused], // Declared but its value is never read.
  [6196, useUnused], // Declared but never used.
  [6198, useUnused], // All destructured elements are unused.
  [6199, useUnused], // All variables are unused.
]);
