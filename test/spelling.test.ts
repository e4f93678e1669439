import fc from "fast-check";
import { expect, test } from "vitest";
import { closest, didYouMean } from "../src/spelling.ts";

test("the question stands in its place with the spaces that this place needs", () => {
  expect(didYouMean(["Case", "Cause__c"], "alone")).toBe("Did you mean Case or Cause__c?");
  expect(`No such object.${didYouMean(["Case"], "after")}`).toBe("No such object. Did you mean Case?");
  expect(`${didYouMean(["Case"], "before")}Objects: Case.`).toBe("Did you mean Case? Objects: Case.");
  expect(`no such field${didYouMean(["Name"], "clause")}`).toBe("no such field; did you mean Name?");
});

test("nothing is asked where no name is near", () => {
  for (const place of ["alone", "after", "before", "clause"] as const)
    expect(didYouMean(closest("Zzzzzz", [{ name: "Account" }]), place)).toBe("");
});

test("a letter left out of a name is asked about by that name", () => {
  const name = fc.constantFrom("Account", "Opportunity", "AnnualRevenue", "Delivery_Date__c");
  fc.assert(
    fc.property(name, fc.nat(5), (right, at) => {
      const written = right.slice(0, at) + right.slice(at + 1);
      expect(didYouMean(closest(written, [{ name: right }, { name: "Quite" }]), "alone")).toBe(
        `Did you mean ${right}?`,
      );
    }),
  );
});
