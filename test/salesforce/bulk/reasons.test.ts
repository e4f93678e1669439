import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reasonOf, sameNumber } from "../../../src/salesforce/bulk/reasons.ts";

describe("reasonOf", () => {
  test.each([
    [
      "INVALID_EMAIL_ADDRESS:Email: invalid email address: a:b:Email --",
      { Email: "a:b", Name: "a" },
      "INVALID_EMAIL_ADDRESS:Email: invalid email address: …:Email",
      { code: "INVALID_EMAIL_ADDRESS", message: "Email: invalid email address: a:b", fields: ["Email"] },
    ],
    [
      "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName, Company]:LastName, Company --",
      { LastName: "", Company: "" },
      "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName, Company]:LastName, Company",
      {
        code: "REQUIRED_FIELD_MISSING",
        message: "Required fields are missing: [LastName, Company]",
        fields: ["LastName", "Company"],
      },
    ],
    [
      "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 001DE0000000001YAA:--",
      { Name: "x" },
      "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: …",
      { code: "UNABLE_TO_LOCK_ROW", fields: [] },
    ],
    [
      "FIELD_CUSTOM_VALIDATION_EXCEPTION:Budget 80 is over 50:Budget__c --",
      { Budget__c: "80", Name: "is" },
      "FIELD_CUSTOM_VALIDATION_EXCEPTION:Budget … is over 50:Budget__c",
      { fields: ["Budget__c"] },
    ],
    ["", {}, "no reason given", { code: "UNEXPECTED_RESPONSE" }],
    ["words alone", { Name: "alone" }, "words …", { message: "words alone" }],
  ])("%j", (sf__Error, row, alike, error) => {
    const reason = reasonOf({ sf__Id: "", sf__Error, ...row });
    expect(reason.alike).toBe(alike);
    expect(reason.error).toMatchObject(error);
  });

  test("rows that differ in nothing but their own values fail alike", () => {
    // A value that is a word of the reason itself is set aside there too.
    const value = fc
      .string({ minLength: 1, maxLength: 30 })
      .filter((text) => /^(?!(?:wrong|value|again)$)[\p{L}\p{N}@]+$/u.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 2, maxLength: 5 }), (values) => {
        const alike = values.map((Email) =>
          reasonOf({ sf__Id: "", sf__Error: `BAD:wrong value <${Email}>, <${Email}> again:Email --`, Email }),
        );
        expect(new Set(alike.map((reason) => reason.alike))).toEqual(
          new Set(["BAD:wrong value <…>, <…> again:Email"]),
        );
        expect(alike.every(({ columns }) => columns.join() === "Email")).toBe(true);
      }),
    );
  });

  test("a long reason without an end to its colons takes no longer than its length", () => {
    for (const piece of [":", ": -", "a.", "--", "a:b, "])
      expect(reasonOf({ sf__Error: `CODE:${piece.repeat(100_000)}` }).error.code).toBe("CODE");
  });
});

test("numbers are the same by their digits, not by what a double makes of them", () => {
  expect(sameNumber("912260031")).toBe(sameNumber("9.12260031E8"));
  expect(sameNumber("+5.0")).toBe(sameNumber("5"));
  expect(sameNumber("12345678901234567890")).not.toBe(sameNumber("12345678901234567891"));
  expect(sameNumber("5a")).toBe("5a");
});
