//! What keys ask for: one list, from which every table of keys, and the test that none is forgotten, is made.

/// Declares the actions, with a list of them all.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a key asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What the reader's settings call it: `next-post`.
            pub fn name(self) -> String {
                let mut name = String::new();
                for c in format!("{self:?}").chars() {
                    if c.is_uppercase() && !name.is_empty() {
                        name.push('-');
                    }
                    name.push(c.to_ascii_lowercase());
                }
                name
            }

            /// The action of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    /// A row down.
    LineDown,
    /// A row up.
    LineUp,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the top, or to the post of that number.
    Top,
    /// To the end, or to the post of that number.
    Bottom,
    /// To the next post.
    NextPost,
    /// To the head of the post, or to the post before.
    PreviousPost,
    /// To the next post of the same level.
    NextSibling,
    /// To the post before of the same level.
    PreviousSibling,
    /// To the post above.
    Parent,
    /// To the next root.
    NextTopLevel,
    /// To the root before.
    PreviousTopLevel,
    /// Folds the branch; where there is nothing to fold, goes to the post above.
    FoldOrParent,
    /// Unfolds the branch; where it is open, goes to the first reply.
    UnfoldOrReply,
    /// Folds or unfolds the branch.
    ToggleFold,
    /// Folds one level more.
    FoldLevel,
    /// Folds one level less.
    UnfoldLevel,
    /// Folds every branch, or all from a level on.
    FoldAll,
    /// Unfolds all.
    UnfoldAll,
    /// Opens the prompt for a search forwards, or for narrowing a list.
    SearchForward,
    /// Opens the prompt for a search backwards.
    SearchBackward,
    /// To the next hit or mention.
    NextHit,
    /// To the hit or mention before.
    PreviousHit,
    /// Shows only the posts with hits, or all again.
    Filter,
    /// Shows the thread as a tree.
    ShowTree,
    /// Shows all posts by time.
    ShowByTime,
    /// Shows the thread of its author as a running text.
    ShowProse,
    /// Shows only the posts of the author at the cursor.
    ShowAuthor,
    /// Shows only the posts with hits.
    ShowHits,
    /// Shows the overview of the thread.
    Overview,
    /// Begins a selection, or binds its ends more coarsely.
    Select,
    /// Selects whole posts.
    SelectPosts,
    /// Goes on from the other end of the selection.
    OtherEnd,
    /// A character right.
    CharRight,
    /// A character left.
    CharLeft,
    /// To the next word.
    NextWord,
    /// To the word before.
    PreviousWord,
    /// To the end of a word.
    WordEnd,
    /// To the next sentence.
    NextSentence,
    /// To the sentence before.
    PreviousSentence,
    /// To the beginning of the row.
    RowStart,
    /// To the end of the row.
    RowEnd,
    /// Marks the post, or no more.
    MarkPost,
    /// Unmarks all posts.
    UnmarkAll,
    /// Copies what is selected, or what is marked, or else the post.
    CopyPost,
    /// Copies the words of the selection alone.
    CopyWords,
    /// Copies a sentence with its citation; while selecting, selects whole sentences.
    QuoteSentence,
    /// Opens the choice of forms.
    ChooseForm,
    /// Appends to the notes.
    Note,
    /// Writes a remark on the post or on what is selected.
    Remark,
    /// Sets a bookmark.
    Bookmark,
    /// To a bookmark, or to the list of annotations.
    Annotations,
    /// Gives tags.
    Tag,
    /// Highlights what is selected, or turns its colour.
    Highlight,
    /// Deletes an annotation.
    DeleteAnnotation,
    /// Takes back what was changed last.
    Undo,
    /// Keeps what was written.
    Keep,
    /// Goes on writing in the reader's own editor.
    EditElsewhere,
    /// Gives the same to a command.
    Pipe,
    /// Gives what was copied last to a command.
    PipeLast,
    /// The next style of citations.
    NextStyle,
    /// The style of citations before.
    PreviousStyle,
    /// What the author is.
    TurnAuthor,
    /// Names as links, or not.
    TurnLinks,
    /// A citation for every post, or one for posts in a row.
    TurnEach,
    /// With provenance, or without.
    TurnProvenance,
    /// Says that the selection is a name.
    AddName,
    /// Copies the thread.
    CopyThread,
    /// Copies a link.
    CopyLink,
    /// Opens a link.
    OpenLink,
    /// To the panel, or back.
    FocusPanel,
    /// Shows or hides the panel.
    TogglePanel,
    /// Makes the panel wider.
    WidenPanel,
    /// Makes the panel narrower.
    NarrowPanel,
    /// Shows what is known of the thread.
    Facts,
    /// Reads the file anew.
    Reload,
    /// Follows the file while it grows, or no more.
    Follow,
    /// Shows times in the reader's zone, or in UTC.
    TurnZone,
    /// Makes the text wider.
    WidenText,
    /// Makes the text narrower.
    NarrowText,
    /// Shows the text alone, or everything again.
    TurnBare,
    /// Takes the next theme.
    TurnTheme,
    /// Shows what was taken out of the text, or no more.
    Reveal,
    /// Shows pictures in the text, or hides them.
    Pictures,
    /// Shows a picture over the screen.
    Enlarge,
    /// To the next picture of the post.
    NextPicture,
    /// To the picture before.
    PreviousPicture,
    /// Gives the mouse away or takes it back.
    Mouse,
    /// Shows the keys.
    Help,
    /// Draws everything anew.
    Redraw,
    /// Stops the program until the shell continues it.
    Suspend,
    /// Undoes one thing.
    Back,
    /// Ends the program.
    Quit,
    /// To the next section of the panel.
    NextSection,
    /// To the section before.
    PreviousSection,
    /// Takes what is marked.
    Choose,
    /// Shows all mentions of a name.
    Mentions,
    /// Calls a name something else.
    Rename,
    /// The same in this thread only.
    RenameHere,
    /// Says what kind of thing a name is.
    Kind,
    /// The same in this thread only.
    KindHere,
    /// Makes one of two names.
    Merge,
    /// The same in this thread only.
    MergeHere,
    /// Says that a name is none.
    Ignore,
    /// The same in this thread only.
    IgnoreHere,
    /// Watches for a name, or no more.
    Watch,
    /// Sorts the list in the next way.
    Sort,
    /// Leaves out what was only passed on, or shows it again.
    Reposts,
    /// The search before.
    HistoryUp,
    /// The search after.
    HistoryDown,
    /// Switches regular expressions.
    ToggleRegex,
    /// Switches whole words.
    ToggleWords,
    /// Switches case.
    ToggleCase,
    /// Switches other names of what is searched for.
    ToggleNames,
    /// One character left.
    EditLeft,
    /// One character right.
    EditRight,
    /// One line up.
    EditUp,
    /// One line down.
    EditDown,
    /// A new line.
    EditNewline,
    /// To the start of the line.
    EditHome,
    /// To the end of the line.
    EditEnd,
    /// Deletes to the left.
    EditBackspace,
    /// Deletes to the right.
    EditDelete,
    /// Deletes the word to the left.
    EditKillWord,
    /// Deletes all to the left.
    EditKillLine,
    /// To the next step of the tour.
    SkipStep,
    /// To the step before.
    StepBack,
    /// Ends the tour.
    LeaveTour,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        assert_eq!(Action::NextPost.name(), "next-post");
        for action in Action::ALL {
            assert_eq!(Action::from_name(&action.name()), Some(*action));
        }
    }
}
