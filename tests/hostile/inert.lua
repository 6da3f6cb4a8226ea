-- Reads what was exported as those read it that it is for, and tells of everything in it that would act.
--
-- pandoc lua inert.lua FOLDER: each file in it is FORMAT.NUMBER. Prints a line for each fault.

local function allowed_target(target)
  return target:match("^https?:") ~= nil
end

-- What may stand in a quotation is words, lines, links to the web, and a citation of our own record.
local function faults(doc)
  local found = {}
  local function note(what, element)
    found[#found + 1] = what .. ": " .. pandoc.utils.stringify(element)
  end
  local function never(name)
    return function(element) note(name, element) end
  end
  local function raw(e)
    -- A template of Wikipedia's and the citation of a record are our own.
    local is_own = e.text == "\\under{}" or e.text:match("^{{cite .*}}$") or e.text:match("^\\cite{[%w_-]+}$")
    if not is_own then note("raw " .. e.format, pandoc.Str(e.text)) end
  end
  doc:walk({
    RawInline = raw,
    RawBlock = raw,
    Link = function(e) if not allowed_target(e.target) then note("link to " .. e.target, e) end end,
    Image = never("image"),
    -- Signs that a font lacks are single commands of mathematics.
    Math = function(e) if not e.text:match("^\\%a+$") then note("mathematics", pandoc.Str(e.text)) end end,
    -- Addresses and single signs are set in typewriter letters.
    Code = function(e)
      if not allowed_target(e.text) and utf8.len(e.text) > 1 then note("code", pandoc.Str(e.text)) end
    end,
    CodeBlock = never("block of code"),
    Note = never("note"),
    Table = never("table"),
    Header = never("heading"),
    BulletList = never("list"),
    OrderedList = never("numbered list"),
    DefinitionList = never("list of terms"),
    Strikeout = never("struck"),
    Subscript = never("subscript"),
    Superscript = never("superscript"),
    HorizontalRule = never("rule"),
    Emph = never("emphasis"),
    Strong = never("strong emphasis"),
  })
  return found
end

local folder = arg[1]
local files = pandoc.system.list_directory(folder)
table.sort(files)
for _, file in ipairs(files) do
  local format = file:match("^(%a+)%.")
  local handle = io.open(folder .. "/" .. file, "rb")
  local text = handle:read("a")
  handle:close()
  local ok, doc = pcall(pandoc.read, text, format)
  if not ok then
    print(file .. ": not read: " .. tostring(doc):gsub("\n", " "))
  elseif format == "bibtex" or format == "biblatex" or format == "csljson" or format == "ris" then
    print(file .. ": " .. #(doc.meta.references or {}) .. " records")
  else
    for _, fault in ipairs(faults(doc)) do
      print(file .. ": " .. fault:gsub("\n", " "))
    end
  end
end
