/** A small picture: three bars on a line. */
export const chartPng = Buffer.from(
  [
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAMAAABg3Am1AAAAD1BMVEX///8BdtM7p1X+kzk8PDxQ3nfhAAAAL0lEQVR42mNgGHDA",
    "DAejGoadBiY4GNUwqoFkDYxwMKphVMOohiGvgYVoQK4G2gIAzZUJhYo39s0AAAAASUVORK5CYII=",
  ].join(""),
  "base64",
);

const pdfObjects = [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
  "",
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
];

/** One page with one line of text, which must hold no brackets. */
export function pdfOf(line: string): Buffer {
  const stream = `BT /F1 18 Tf 72 760 Td (${line}) Tj ET`;
  const content = `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
  let text = "%PDF-1.4\n";
  const places: number[] = [];
  for (const [index, object] of pdfObjects.entries()) {
    places.push(text.length);
    text += `${index + 1} 0 obj\n${object || content}\nendobj\n`;
  }
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const count = places.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${rows}`;
  const end = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%EOF\n`;
  return Buffer.from(`${text}${table}${end}`, "latin1");
}
