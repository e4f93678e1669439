interface Properties {
  class?: string;
  title?: string;
  hidden?: boolean;
  scope?: string;
  role?: string;
  label?: string;
  pressed?: boolean;
  click?: () => void;
}

/** An element whose texts are texts: nothing is ever parsed as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { class: names, title, hidden, scope, role, label, pressed, click }: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (names !== undefined) made.className = names;
  if (title !== undefined) made.title = title;
  if (hidden) made.hidden = true;
  if (scope !== undefined) made.setAttribute("scope", scope);
  if (role !== undefined) made.setAttribute("role", role);
  if (label !== undefined) made.setAttribute("aria-label", label);
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  if (click) made.addEventListener("click", click);
  made.append(...children);
  return made;
}

/** A button that does nothing until it is clicked, and says by its look whether it is on. */
export function button(text: string, click: () => void, more: Properties = {}): HTMLButtonElement {
  const made = element("button", { ...more, click }, text);
  made.type = "button";
  return made;
}
