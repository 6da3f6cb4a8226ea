"""Reads what was exported for Typst as its compiler does, and tells of everything in it that would act.

python3 inert.py FOLDER: each file NUMBER.typ in it is judged, and must have the words of NUMBER.txt, blanks aside. Prints a
line for each fault, and how many files were compiled. Needs the compiler as a module (pip install typst).
"""

import json
import pathlib
import sys

import typst

# What the compiler made of a file: its text, the kinds of its elements, and where its links lead.
WALK = """
#let walk(element) = {
  let (text, kinds, links, inner) = ("", (repr(element.func()),), (), ())
  if element.func() == link { links.push(if type(element.dest) == str { element.dest } else { repr(element.dest) }) }
  for (name, value) in element.fields() {
    if name == "text" and type(value) == str { text += value }
    else if name == "double" { text += if value { "\\"" } else { "'" } }
    else if type(value) == content { inner.push(value) }
    else if type(value) == array { inner += value.filter(part => type(part) == content) }
  }
  for part in inner.map(walk) {
    text += part.text
    kinds += part.kinds
    links += part.links
  }
  (text: text, kinds: kinds.dedup(), links: links.dedup())
}
#metadata(walk(include sys.inputs.file)) <told>
"""

# Words, lines, links, and a citation of our own record.
KINDS = {
    "sequence", "text", "symbol", "smartquote", "space", "linebreak", "parbreak",
    "quote", "link", "strong", "emph", "strike", "raw", "ref",
}


def faults(file, words):
    compiler = typst.Compiler(WALK.encode(), root=str(file.parent), sys_inputs={"file": "/" + file.name})
    told = json.loads(compiler.query("<told>", field="value", one=True))
    for kind in set(told["kinds"]) - KINDS:
        yield kind
    for link in told["links"]:
        if not link.startswith(("http://", "https://")):
            yield "link to " + link
    text = "".join(told["text"].split())
    for line in words.splitlines():
        if "".join(line.split()) not in text:
            yield f"without the words {line!r}: {told['text']!r}"


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.typ"))
    for file in files:
        try:
            for fault in faults(file, file.with_suffix(".txt").read_text("utf-8")):
                print(f"{file.name}: {fault}"[:400])
        except Exception as problem:
            print(f"{file.name}: not compiled: {str(problem)[:200]!r}")
    print(f"{len(files)} files compiled")


main()
