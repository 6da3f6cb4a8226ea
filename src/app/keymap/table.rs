//! The table of keys: one row for each thing that keys do in a mode, in the order of help.

use super::{Action, Binding, Group, Mode};

/// The rows of one mode and group.
macro_rules! rows {
    ($($mode:ident $group:ident { $($action:ident: $($keys:literal)+ => $does:literal $(, $hint:literal)?;)+ })+) => {
        &[$($(Binding {
            mode: Mode::$mode,
            keys: &[$($keys),+],
            action: Action::$action,
            group: Group::$group,
            does: $does,
            hint: concat!("" $(, $hint)?),
        },)+)+]
    };
}

/// The table. A number before a motion repeats it.
pub const TABLE: &[Binding] = rows! {
    Thread Move {
        LineDown: "j" "Down" "Enter" "C-e" "C-n" => "down a row";
        LineUp: "k" "Up" "C-y" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the top; with a number, to that post";
        Bottom: "G" "End" => "to the end; with a number, to that post";
        NextPost: "J" "}" => "to the next post";
        PreviousPost: "K" "{" => "to the post before";
        NextSibling: ")" => "to the next reply of the same level";
        PreviousSibling: "(" => "to the reply before of the same level";
        Parent: "p" "^" => "to the post that this one answers";
        NextTopLevel: "]" => "to the next post at the top level";
        PreviousTopLevel: "[" => "to the top-level post before";
    }
    Thread Fold {
        FoldOrParent: "h" "Left" => "fold the branch, or go to its parent";
        UnfoldOrReply: "l" "Right" => "unfold the branch, or go to its first reply";
        ToggleFold: "x" "z a" => "fold or unfold the branch";
        FoldLevel: "z m" => "fold one level more, the deepest first";
        UnfoldLevel: "z r" => "unfold one level";
        FoldAll: "z M" => "fold every branch; with a number before z, all below that level";
        UnfoldAll: "z R" => "unfold all";
    }
    Thread Search {
        SearchForward: "/" => "search the text forwards", "search";
        SearchBackward: "\\" => "search the text backwards";
        NextHit: "n" => "to the next hit or mention";
        PreviousHit: "N" => "to the hit or mention before";
        Filter: "&" => "show only the posts that have it; again for all";
    }
    Thread Show {
        ShowTree: "r t" => "the thread as a tree of replies";
        ShowByTime: "r c" => "all posts by time";
        ShowProse: "r p" => "the author's thread as one running text";
        ShowAuthor: "r a" => "only the posts of the author at the cursor";
        ShowHits: "r h" => "only the posts with hits or mentions";
        Overview: "O" => "the overview: posts over time, authors, names along the thread";
    }
    Thread Take {
        Select: "v" => "select words, from the cursor or the hit at it", "select";
        SelectPosts: "V" => "select whole posts";
        CopyPost: "y" => "copy the marked posts, or this one, with the citation", "copy";
        QuoteSentence: "s" => "copy the sentence of the hit, or at the cursor, with its citation";
        ChooseForm: "C" => "choose form and citation style, with a look at what is copied";
        Note: "a" => "append the same to your notes file";
        MarkPost: "m" => "mark the post, or no more; marked posts are copied together";
        UnmarkAll: "U" => "unmark all posts";
        CopyThread: "Y" => "copy the whole thread";
        CopyLink: "c" => "copy a link of the post, or its address";
        OpenLink: "o" => "open a link of the post in the browser";
        Pipe: "!" => "pipe the same to a command of yours";
        PipeLast: "A-!" => "pipe what was copied last to a command of yours";
    }
    Thread Annotate {
        Remark: "A" => "write a remark on the post";
        Bookmark: "B" => "set a bookmark: a letter names it, or Enter and a word";
        Annotations: "'" => "go to a bookmark by its letter; again for the list of all annotations";
        Tag: "t" => "tag the annotation at the cursor, or the post";
        DeleteAnnotation: "D" => "delete the annotation at the cursor";
    }
    Thread Program {
        FocusPanel: "Tab" => "to the panel and back", "panel";
        TogglePanel: "|" => "show or hide the panel";
        WidenPanel: "<" => "make the panel wider";
        NarrowPanel: ">" => "make the panel narrower";
        WidenText: "+" => "make the text wider";
        NarrowText: "-" => "make the text narrower";
        TurnBare: "Z" => "show the text alone, or everything again";
        Facts: "i" "=" => "what is known of the thread, with warnings";
        Follow: "F" => "follow the file while it grows; again, Esc or C-c for no more";
        Reload: "R" => "read the file anew, and stay at the same place";
        Pictures: "I" => "show pictures that lie with the thread, or hide them";
        Enlarge: "e" => "show the picture of the post as large as the screen";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        TurnTheme: "L" => "the next theme";
        Reveal: "H" => "show what was taken out of the text because it acts or hides, or no more";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "undo one thing: filter, mark, search; then to the list";
        Quit: "q" "C-c" => "quit", "quit";
    }
    Select Move {
        CharRight: "l" "Right" => "a character right";
        CharLeft: "h" "Left" => "a character left";
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        NextWord: "w" => "to the next word";
        PreviousWord: "b" => "to the beginning of the word, or of the one before";
        WordEnd: "e" => "to the end of the word, or of the next one";
        NextSentence: ")" => "to the next sentence";
        PreviousSentence: "(" => "to the beginning of the sentence, or of the one before";
        RowStart: "0" "^" "Home" => "to the beginning of the row";
        RowEnd: "$" "End" => "to the end of the row";
        NextPost: "}" "J" => "to the next post";
        PreviousPost: "{" "K" => "to the beginning of the post, or of the one before";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "PgDn" "C-f" => "down a page";
        PageUp: "PgUp" "C-b" => "up a page";
        Top: "g" => "to the first words; with a number, to that post";
        Bottom: "G" => "to the last words; with a number, to that post";
    }
    Select Search {
        SearchForward: "/" => "search forwards and select as far as that";
        SearchBackward: "\\" => "search backwards and select as far as that";
        NextHit: "n" => "as far as the next hit";
        PreviousHit: "N" => "as far as the hit before";
    }
    Select Take {
        CopyPost: "y" "Enter" => "copy what is selected with its citation", "copy";
        CopyWords: "Y" "c" => "copy the words alone", "words";
        ChooseForm: "C" => "choose form and citation style, with a look at what is copied", "form";
        Note: "a" => "append it to your notes file";
        Pipe: "!" => "pipe it to a command of yours";
        Select: "v" => "bind the ends to words, sentences, posts, characters", "grain";
        QuoteSentence: "s" => "whole sentences", "sentence";
        SelectPosts: "V" => "whole posts";
        OtherEnd: "o" => "go on from the other end", "other end";
        MarkPost: "m" => "mark the posts instead";
    }
    Select Annotate {
        Remark: "A" => "write a remark on it";
        Highlight: "x" => "highlight it; within a highlight, the next colour", "highlight";
        Tag: "t" => "tag it";
    }
    Select Correct {
        AddName: "E" => "it is a name: say of what";
    }
    Select Program {
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "select no more", "leave";
        Quit: "q" "C-c" => "quit";
    }
    Panel Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
        NextSection: "]" "J" => "to the next section";
        PreviousSection: "[" "K" => "to the section before";
    }
    Panel Search {
        Choose: "Enter" "l" "Right" => "mark all mentions and go to the first", "go";
        NextHit: "n" => "to the next mention";
        PreviousHit: "N" => "to the mention before";
        Filter: "&" => "show only the posts that have it; again for all", "filter";
        SearchForward: "/" => "narrow the panel by typing", "narrow";
        Sort: "s" => "sort by count or by first appearance", "sort";
    }
    Panel Take {
        Mentions: "v" => "all its mentions, each with its sentence";
        CopyLink: "y" "c" => "copy the name or the link", "copy";
        OpenLink: "o" => "open the link in the browser", "open";
    }
    Panel Correct {
        Rename: "e r" => "call the name something else";
        Merge: "e m" => "it is the same as another name";
        Kind: "e k" => "say what kind of thing it is";
        Ignore: "e x" => "it is no name";
        RenameHere: "e R" => "call it something else in this thread only";
        MergeHere: "e M" => "it is the same as another name in this thread only";
        KindHere: "e K" => "say what kind of thing it is in this thread only";
        IgnoreHere: "e X" => "it is no name in this thread";
        Watch: "e w" => "watch for it in all threads, or no more";
    }
    Panel Show {
        Overview: "O" => "the overview: posts over time, authors, names along the thread";
    }
    Panel Program {
        FocusPanel: "Tab" "S-Tab" "h" "Left" => "back to the thread", "thread";
        TogglePanel: "|" => "hide the panel";
        WidenPanel: "<" => "make the panel wider";
        NarrowPanel: ">" => "make the panel narrower";
        Facts: "i" "=" => "what is known of the thread, with warnings";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        TurnTheme: "L" => "the next theme";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "undo one thing: narrowing, filter, mark; then to the thread";
        Quit: "q" "C-c" => "quit";
    }
    Contents Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
    }
    Contents Search {
        SearchForward: "/" => "narrow the list by typing; threads by all their words", "narrow";
        Sort: "s" => "sort: newest, longest, as in the file", "sort";
        Reposts: "r" => "leave out what was only passed on, or show it again";
    }
    Contents Program {
        Choose: "Enter" "l" "Right" => "open the row that is marked", "open";
        Facts: "i" "=" => "what is known of the file, with warnings";
        Follow: "F" => "follow the file while it grows; again, Esc or C-c for no more";
        Reload: "R" => "read the file anew, and stay at the same place";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        TurnTheme: "L" => "the next theme";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "h" "Left" => "undo one thing: opening, narrowing; then to the list of files";
        Quit: "q" "C-c" => "quit", "quit";
    }
    Overview Move {
        CharRight: "l" "Right" => "along the bars or the thread";
        CharLeft: "h" "Left" => "back along them";
        RowStart: "0" "Home" => "to their beginning";
        RowEnd: "$" "End" => "to their end";
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" => "to the first row";
        Bottom: "G" => "to the last row";
        NextSection: "]" "J" "Tab" => "to the next section", "section";
        PreviousSection: "[" "K" "S-Tab" => "to the section before";
    }
    Overview Show {
        Choose: "Enter" => "to the first post there; of an author show the posts", "go";
    }
    Overview Program {
        Help: "?" "F1" => "this help", "help";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" "O" => "close", "close";
        Quit: "C-c" => "quit";
    }
    Annotations Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
    }
    Annotations Search {
        Choose: "Enter" "l" "Right" => "go to where it is", "go";
        Annotations: "'" => "go to a bookmark by its letter";
        SearchForward: "/" => "narrow the list by typing: words, #tag, remark, yellow", "narrow";
    }
    Annotations Take {
        CopyPost: "y" => "copy its words with their citation", "copy";
    }
    Annotations Annotate {
        Remark: "A" "e" => "write its remark", "edit";
        Tag: "t" => "tag it", "tag";
        Highlight: "x" => "the next colour";
        Bookmark: "B" => "make it a bookmark, or name it anew";
        DeleteAnnotation: "D" "Del" => "delete it", "delete";
        Undo: "u" => "undo what was changed last", "undo";
    }
    Annotations Program {
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" "h" "Left" => "undo the narrowing, or close the list", "close";
        Quit: "C-c" => "quit";
    }
    Write Annotate {
        Keep: "Esc" "C-s" => "keep what is written", "keep";
        Back: "C-c" => "give it up", "give up";
        EditElsewhere: "C-o" => "go on in your own editor ($VISUAL, $EDITOR)", "in $EDITOR";
    }
    Write Move {
        EditLeft: "Left" "C-b" => "one character left";
        EditRight: "Right" "C-f" => "one character right";
        EditUp: "Up" "C-p" => "one line up";
        EditDown: "Down" "C-n" => "one line down";
        EditHome: "Home" "C-a" => "to the start of the line";
        EditEnd: "End" "C-e" => "to the end of the line";
        EditNewline: "Enter" => "a new line";
        EditBackspace: "BS" "C-h" => "delete to the left";
        EditDelete: "Del" "C-d" => "delete to the right";
        EditKillWord: "C-w" => "delete the word to the left";
        EditKillLine: "C-u" => "delete all to the left in the line";
    }
    Write Program {
        Help: "F1" => "this help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
    }
    Sheet Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
    }
    Sheet Search {
        SearchForward: "/" => "narrow by typing: words, in help a key or the name of an action too", "narrow";
    }
    Sheet Take {
        Choose: "Enter" => "take the row that is marked, in help do it; a digit takes that row", "choose";
        OpenLink: "o" => "among links: open the one that is marked";
        QuoteSentence: "y" => "among mentions: copy the sentence with its citation";
        Note: "a" => "among mentions: append the sentence to your notes file";
    }
    Sheet Correct {
        IgnoreHere: "X" => "among mentions: the name is none at that place";
    }
    Sheet Program {
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" "?" "F1" => "close", "close";
        Quit: "C-c" => "quit";
    }
    Choose Move {
        LineDown: "j" "Down" "C-n" => "the next form";
        LineUp: "k" "Up" "C-p" => "the form before";
        Top: "g" "Home" => "the first form";
        Bottom: "G" "End" => "the last form";
        HalfPageDown: "d" "C-d" => "half a page on in what is copied";
        HalfPageUp: "u" "C-u" => "half a page back";
        PageDown: "Space" "f" "PgDn" "C-f" => "a page on in what is copied";
        PageUp: "b" "PgUp" "C-b" => "a page back";
    }
    Choose Take {
        Choose: "Enter" "y" => "copy it so, and keep to this form", "copy";
        Note: "a" => "append it so to your notes file", "note";
        NextStyle: "Tab" "l" "Right" => "the next citation style", "style";
        PreviousStyle: "S-Tab" "h" "Left" => "the citation style before";
        TurnAuthor: "w" => "the author is a person, a group, or as guessed";
        TurnEach: "e" => "a citation for every post, or one for posts in a row by one author";
        TurnLinks: "n" => "names as links to notes, or not";
        TurnProvenance: "p" => "also file, checksum, id and archive, or not";
    }
    Choose Program {
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" => "close and copy nothing", "close";
        Quit: "C-c" => "quit";
    }
    Picture Move {
        NextPicture: "n" "l" "Right" "j" "Down" "Space" => "the next picture of the post", "next";
        PreviousPicture: "N" "h" "Left" "k" "Up" "b" => "the picture before", "before";
    }
    Picture Program {
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" "e" => "close", "close";
        Quit: "C-c" => "quit";
    }
    Prompt Search {
        Choose: "Enter" => "accept the search; in a list being narrowed, take the row", "accept";
        Back: "Esc" "C-c" => "give it up and go back to where you were", "back";
        HistoryUp: "Up" "C-p" => "the search before; in a list being narrowed, a row up";
        HistoryDown: "Down" "C-n" => "the search after; in a list being narrowed, a row down";
        ToggleRegex: "A-r" => "regular expression, or plain words", "regex";
        ToggleWords: "A-w" => "whole words only, or parts too", "words";
        ToggleCase: "A-c" => "case: smart, exact, any", "case";
        ToggleNames: "A-n" => "also the other names of what is searched for, or not", "names";
    }
    Prompt Move {
        EditLeft: "Left" "C-b" => "one character left";
        EditRight: "Right" "C-f" => "one character right";
        EditHome: "Home" "C-a" => "to the start";
        EditEnd: "End" "C-e" => "to the end";
        EditBackspace: "BS" "C-h" => "delete to the left; in an empty line, give up";
        EditDelete: "Del" "C-d" => "delete to the right";
        EditKillWord: "C-w" => "delete the word to the left";
        EditKillLine: "C-u" => "delete all to the left";
    }
    Tour Program {
        SkipStep: "A-n" "F3" => "to the next thing, whether this one was done or not", "next";
        StepBack: "A-p" "F2" => "to the thing before", "back";
        LeaveTour: "A-q" "F4" => "leave the tour and read on", "leave";
    }
};
