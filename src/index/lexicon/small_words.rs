//! Small words beside a name, and what they say of it. All of them English, as most rules about capitals are.

use std::collections::HashMap;
use std::ops::BitOr;
use std::sync::OnceLock;

use super::words::{Word, words};

/// What a small word says; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Says(u8);

impl Says {
    /// Its capital says nothing: it begins sentences, or is a small word of titles.
    pub(super) const COMMON: Self = Self(1 << 0);
    /// It stands before a surname without being a part of the name.
    pub(super) const TITLES: Self = Self(1 << 1);
    /// It follows a name without being a part of a longer one.
    pub(super) const FOLLOWERS: Self = Self(1 << 2);
    /// It speaks for an organization, anywhere in the same text.
    pub(super) const OF_ORGANIZATIONS: Self = Self(1 << 3);
    /// It speaks for a person or an organization directly behind the name.
    pub(super) const DOING: Self = Self(1 << 4);
    /// It stands before a place.
    pub(super) const PREPOSITIONS: Self = Self(1 << 5);
    /// Its dot ends no sentence.
    pub(super) const ABBREVIATIONS: Self = Self(1 << 6);
    /// It speaks of sport.
    pub(super) const OF_SPORT: Self = Self(1 << 7);

    /// What a word says.
    pub(super) fn of(word: &Word) -> Self {
        static ALL: OnceLock<HashMap<u64, Says>> = OnceLock::new();
        ALL.get_or_init(all).get(&word.hash).copied().unwrap_or_default()
    }

    /// Whether it says one of these.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for Says {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn all() -> HashMap<u64, Says> {
    let mut all: HashMap<u64, Says> = HashMap::new();
    for (says, list) in LISTS {
        for word in words(list) {
            let known = all.entry(word.hash).or_default();
            *known = *known | *says;
        }
    }
    all
}

const LISTS: &[(Says, &str)] = &[
    (
        Says::COMMON,
        "a about after again all also although an and any are as at back be because before big both \
         but buy by can could day dear did do does during each even ever every first for former from \
         get good great had has have he hello her here hey hi his how i if in into is it its just \
         last let like look make many may maybe meanwhile more most much my new next no nobody nor \
         not nothing now of oh ok on once one only or our over per perhaps please poor re remember \
         sad sell should since so some still such thank thanks that the their then there these they \
         this those though through to today tomorrow two under until up upon via was we well were \
         what when where whether which while who whom whose why will with within without would yes \
         yesterday yet you your visit see ex pro anti non said says told breaking update watch read \
         live exclusive opinion news",
    ),
    (
        Says::TITLES,
        "mr mrs ms dr sir president vice prime minister chancellor senator sen rep governor gov \
         general gen admiral judge justice secretary king queen prince princess pope premier chairman \
         chairwoman chair ceo cfo cto coo founder speaker mayor attorney ambassador candidate former \
         professor prof captain colonel lord lady leader comrade sheikh ayatollah commander director \
         billionaire pm potus dictator congressman congresswoman representative",
    ),
    (
        Says::FOLLOWERS,
        "inc corp corporation ltd llc plc ag se sa nv gmbh co company group store stores i and s \
         administration government team era says said monday tuesday wednesday thursday friday \
         saturday sunday january february march april june july august september october november \
         december",
    ),
    (
        Says::OF_ORGANIZATIONS,
        "shares stock stocks earnings revenue ceo cfo company investors investor shareholders \
         quarterly profit profits antitrust layoffs lawsuit employees customers acquisition ipo \
         startup",
    ),
    (
        Says::DOING,
        "says said announced announces has is was will wants plans told tells tweeted posted claims \
         claimed denied denies sued sues launched launches reported reports acquired buys unveiled \
         unveils fired hired released",
    ),
    (Says::PREPOSITIONS, "in from to at near across inside outside throughout into leaving"),
    (
        Says::OF_SPORT,
        "striker strikers midfielder midfield goalkeeper keeper winger wingers defender fullback centreback penalty \
         penalties offside var derby loan transfer transfers playoff playoffs nba nfl mlb nhl ipl uefa fifa premier \
         quarterback touchdown innings wicket wickets batting bowled batsman batter hattrick halftime fulltime squad \
         rebounds assists relegation relegated roster bench league bundesliga laliga semifinal semifinals scored goals \
         goal fixture fixtures pitch stadium coach dunk dressing kickoff lineup preseason footballer football soccer \
         basketball baseball cricket rugby hockey scorer header freekick season game games match \
         matches club clubs draft trade champions champion cup fans manager signing signings finals",
    ),
    (Says::ABBREVIATIONS, "mr mrs ms dr sen rep gov gen st vs prof jr no u s"),
];
