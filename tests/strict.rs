//! Reading strictly: what is JSON by RFC 8259 passes, what is not is refused with its place, and nothing is repaired.
//!
//! The cases are those of `JSONTestSuite` (nst), by the groups it has: texts that every parser must take, and texts that every
//! parser must refuse. Each stands by itself and as a field of a post.

use unspool::formats::{self, json::strict};
use unspool::model::{Source, Thread};

/// Must be taken.
const RIGHT: &[&[u8]] = &[
    b"[[]   ]", b"[\"\"]", b"[]", b"[\"a\"]", b"[false]", b"[null, 1, \"1\", {}]", b"[null]", b"[1\n]", b" [1]",
    b"[1,null,null,null,2]", b"[2] ", b"[123e65]", b"[0e+1]", b"[0e1]", b"[ 4]",
    b"[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]\n", b"[20e1]", b"[-0]", b"[-123]",
    b"[-1]", b"[1E22]", b"[1E-2]", b"[1E+2]", b"[123e45]", b"[123.456e78]", b"[1e-2]", b"[1e+2]", b"[123]", b"[123.456789]",
    b"{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", b"{\"asd\":\"sdf\"}", b"{\"a\":\"b\",\"a\":\"c\"}", b"{\"a\":\"b\",\"a\":\"b\"}", b"{}",
    b"{\"\":0}", b"{\"foo\\u0000bar\": 42}", b"{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    br#"{"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
    b"{\"a\":[]}", br#"{"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430" }"#, b"{\n\"a\": \"b\"\n}",
    br#"["\u0060\u012a\u12AB"]"#, br#"["\uD801\udc37"]"#, br#"["\ud83d\ude39\ud83d\udc8d"]"#, br#"["\"\\\/\b\f\n\r\t"]"#,
    br#"["\\u0000"]"#, br#"["\""]"#, b"[\"a/*b*/c/*d//e\"]", br#"["\\a"]"#, br#"["\\n"]"#, br#"["\u0012"]"#, br#"["\uFFFF"]"#,
    b"[\"asd\"]", b"[ \"asd\"]", br#"["\uDBFF\uDFFF"]"#, br#"["new\u00A0line"]"#, b"[\"\xf4\x8f\xbf\xbf\"]", b"[\"\xef\xbf\xbf\"]",
    br#"["\u0000"]"#, br#"["\u002c"]"#, b"[\"\xcf\x80\"]", b"[\"\xf0\x9b\xbf\xbf\"]", b"[\"asd \"]", b"\" \"",
    br#"["\uD834\uDd1e"]"#, br#"["\u0821"]"#, br#"["\u0123"]"#, b"[\"\xe2\x80\xa8\"]", b"[\"\xe2\x80\xa9\"]",
    br#"["\u0061\u30af\u30EA\u30b9"]"#, br#"["new\u000Aline"]"#, b"[\"\x7f\"]", br#"["\uA66D"]"#, br#"["\u005C"]"#,
    b"[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]", br#"["\uDBFF\uDFFE"]"#, br#"["\uD83F\uDFFE"]"#, br#"["\u200B"]"#, br#"["\u2064"]"#,
    br#"["\uFDD0"]"#, br#"["\uFFFE"]"#, br#"["\u0022"]"#, b"[\"\xe2\x82\xac\xf0\x9d\x84\x9e\"]", b"[\"a\x7fa\"]",
    b"false", b"42", b"-0.1", b"null", b"\"asd\"", b"true", b"\"\"", b"[\"a\"]\n", b"[true]", b" [] ",
];

/// Must be refused.
const WRONG: &[&[u8]] = &[
    b"[1 true]",
    b"[a\xe5]",
    b"[\"\": 1]",
    b"[\"\"],",
    b"[,1]",
    b"[1,,2]",
    b"[\"x\",,]",
    b"[\"x\"]]",
    b"[\"\",]",
    b"[\"x\"",
    b"[x",
    b"[3[4]]",
    b"[\xff]",
    b"[1:2]",
    b"[,]",
    b"[-]",
    b"[   , \"\"]",
    b"[\"a\",\n4\n,1,",
    b"[1,]",
    b"[1,,]",
    b"[\"\x0ba\"\\f]",
    b"[*]",
    b"[\"\"",
    b"[1,",
    b"[1,\n1\n,1",
    b"[{}",
    b"[fals]",
    b"[nul]",
    b"[tru]",
    b"123\0",
    b"[++1234]",
    b"[+1]",
    b"[+Inf]",
    b"[-01]",
    b"[-1.0.]",
    b"[-2.]",
    b"[-NaN]",
    b"[.-1]",
    b"[.2e-3]",
    b"[0.1.2]",
    b"[0.3e+]",
    b"[0.3e]",
    b"[0.e1]",
    b"[0E+]",
    b"[0E]",
    b"[0e+]",
    b"[0e]",
    b"[1.0e+]",
    b"[1.0e-]",
    b"[1.0e]",
    b"[1 000.0]",
    b"[1eE2]",
    b"[2.e+3]",
    b"[2.e-3]",
    b"[2.e3]",
    b"[9.e+]",
    b"[Inf]",
    b"[NaN]",
    b"[\xef\xbc\x91]",
    b"[1+2]",
    b"[0x1]",
    b"[0x42]",
    b"[Infinity]",
    b"[0e+-1]",
    b"[-123.123foo]",
    b"[123\xe5]",
    b"[1e1\xe5]",
    b"[0\xe5]\n",
    b"[-Infinity]",
    b"[-foo]",
    b"[- 1]",
    b"---123",
    b"[-012]",
    b"[-.123]",
    b"[-1x]",
    b"x12345",
    b"[1ea]",
    b"[1e\xe5]",
    b"[1.]",
    b"[.123]",
    b"[1.2a-3]",
    b"[1.8011670033376514H-308]",
    b"[012]",
    b"[-00.0]",
    b"[-00e0]",
    b"[00.0]",
    b"[00e0]",
    b"{\"x\", truth}",
    b"{[: \"x\"}\n",
    b"{\"x\", null}",
    b"{\"x\"::\"b\"}",
    b"{\xf0\x9f\x87\xa8\xf0\x9f\x87\xad}",
    b"{\"a\":\"a\" 123}",
    b"{key: 'value'}",
    b"{\"\xb9\":\"0\",}",
    b"{\"a\" b}",
    b"{:\"b\"}",
    b"{\"a\" \"b\"}",
    b"{\"a\":",
    b"{\"a\"",
    b"{1:1}",
    b"{9999E9999:1}",
    b"{null:null,null:null}",
    b"{\"id\":0,,,,,}",
    b"{'a':0}",
    b"{\"id\":0,}",
    b"{\"a\":\"b\"}/**/",
    b"{\"a\":\"b\"}/**//",
    b"{\"a\":\"b\"}//",
    b"{\"a\":\"b\"}/",
    b"{\"a\":\"b\",,\"c\":\"d\"}",
    b"{a: \"b\"}",
    b"{Xx: 1}",
    b"{\"a\":\"a",
    b"{ \"foo\" : \"bar\", \"a\" }",
    b"{\"a\":\"b\"}#",
    b" ",
    br#"["\uD800\"]"#,
    br#"["\uD800\u"]"#,
    br#"["\uD800\u1"]"#,
    br#"["\uD800\u1x"]"#,
    b"[\xc3\xa9]",
    b"[\"\\\0\"]",
    br#"["\x00"]"#,
    br#"["\\\"]"#,
    b"[\"\\\t\"]",
    b"[\"\\\xf0\x9f\x8c\x80\"]",
    br#"["\"]"#,
    br#"["\u00A"]"#,
    br#"["\uD834\uDd"]"#,
    br#"["\uD800\uD800\x"]"#,
    b"[\"\\u\xe5\"]",
    br#"["\a"]"#,
    br#"["\uqqqq"]"#,
    b"[\"\\\xe5\"]",
    br#"[\u0020"asd"]"#,
    br"[\n]",
    b"\"",
    b"['single quote']",
    b"abc",
    b"[\"\\",
    b"[\"a\0a\"]",
    b"[\"new\nline\"]",
    b"[\"\t\"]",
    b"\"\\UA66D\"",
    b"\"\"x",
    br#"["\012"]"#,
    b"[\xe2\x81\xa0]",
    b"\xef\xbb\xbf",
    b"<.>",
    b"[<null>]",
    b"[1]x",
    b"[1]]",
    b"[\"asd]",
    b"a\xc3\xa5",
    b"[True]",
    b"1]",
    b"{\"x\": true,",
    b"[][]",
    b"]",
    b"\xef\xbb{}",
    b"\xe5",
    b"[",
    b"",
    b"[\0]",
    b"2@",
    b"{}}",
    b"{\"\":",
    b"{\"a\": /*comment*/ \"b\"}",
    b"{\"a\": true} \"x\"",
    b"['",
    b"[,",
    b"[{",
    b"[\"a",
    b"[\"a\"",
    b"{",
    b"{]",
    b"{,",
    b"{[",
    b"{\"a",
    b"{'a'",
    b"[\"\\{[\"\\{[\"\\{[\"\\{",
    b"\xe9",
    b"*",
    b"{\"a\":\"b\"}#{}",
    br"[\u000A\u0022]",
    b"[1",
    b"[ false, nul",
    b"[ true, fals",
    b"[ false, tru",
    b"{\"asd\":\"asd\"",
    b"\xc3\xa5",
    b"[\xe2\x81\xa0]",
    b"\xef\xbb\xbf",
    b"[\x0c]",
    b"[\x0b]",
    b"{\"a\":1 \"b\":2}",
];

/// A thread whose first post has such a field.
fn around(value: &[u8]) -> Vec<u8> {
    [br#"{"unspool":1,"posts":[{"text":"One.","x":"#, value, br#"},{"text":"Two."}]}"#].concat()
}

fn read(bytes: &[u8]) -> Result<Thread, formats::Unreadable> {
    formats::read_strictly(bytes, Source::default())
}

#[test]
fn what_is_json_is_taken_and_what_is_not_is_refused_with_its_place() {
    for text in RIGHT {
        let about = text.escape_ascii();
        assert_eq!(strict::check(std::str::from_utf8(text).unwrap()), Ok(()), "{about}");
        assert_eq!(read(&around(text)).map(|thread| thread.len()), Ok(2), "{about}");
    }
    for text in WRONG {
        let about = text.escape_ascii();
        if let Ok(text) = std::str::from_utf8(text) {
            assert!(strict::check(text).is_err(), "{about}");
        }
        let problem = read(&around(text)).map(|thread| thread.len()).unwrap_err().to_string();
        assert!(
            (problem.contains("(line ") && problem.contains(", column "))
                || std::str::from_utf8(text).is_err(),
            "{about}: {problem}"
        );
    }
}

#[test]
fn nothing_that_is_or_is_not_json_is_more_than_a_fault() {
    for text in RIGHT.iter().chain(WRONG) {
        for bytes in [text.to_vec(), around(text)] {
            drop(formats::read(&bytes, Source::default()));
        }
    }
    for text in RIGHT {
        let thread = formats::read(&around(text), Source::default()).unwrap();
        assert_eq!(
            (thread.len(), thread.warnings.len()),
            (2, 0),
            "{}: {:?}",
            text.escape_ascii(),
            thread.warnings
        );
    }
    for deep in ["[".repeat(100_000), "[{\"\":".repeat(50_000)] {
        assert!(strict::check(&deep).is_err() && read(&around(deep.as_bytes())).is_err());
    }
    assert_eq!(strict::check(&("[".repeat(500) + &"]".repeat(500))), Ok(()));
}

#[test]
fn what_would_be_repaired_or_left_out_is_refused() {
    let text = r#"{"unspool":1,"posts":[{"text":"Zürich, Köln, Straße, für, größer, über, café, x"}]}"#;
    let mut damaged = text.as_bytes().to_vec();
    let at = text.rfind('x').unwrap();
    damaged[at] = 0xff;
    for (text, told) in [
        (&br#"{"unspool":1,"posts":[{"text":"half \ud83d"}]}"#[..], "surrogate"),
        (&damaged[..], "replaced"),
        (br#"{"unspool":1,"posts":[{"text":"One."},7]}"#, "posts[1]"),
        (br#"{"unspool":1,"posts":[{"text":"One."},"#, "ends in the middle"),
    ] {
        assert!(formats::read(text, Source::default()).is_ok(), "{told}");
        let problem = read(text).map(|thread| thread.len()).unwrap_err().to_string();
        assert!(
            problem.contains(told)
                && problem.ends_with("Without --strict it is shown as far as it can be read."),
            "{problem}"
        );
    }
    assert_eq!(read(b"One post.\n\nAnother post.\n").unwrap().len(), 2);
}
