//! Word cuts tags over runs: wherever it cuts, the text comes out the same.

use docflow_print::{FillOptions, Template};
use proptest::prelude::*;
use serde_json::json;

use crate::cases::cases;
use crate::text::{docx, text};

const PARAGRAPHS: [&str; 6] = [
    "Договор № {{ number }} от {{ date|date_words }}, {{ a.b }}{{ a.b }}",
    "{% if a.b == \"два\" %}",
    "да: {{\u{a0}a.b\u{a0}}} и {% if x %}икс {{ x }}{% else %}нет{% endif %}.",
    "{% endif %}",
    "{% for i in items %}{{ i.n }}, {% endfor %}конец",
    "{{ “кавычки” ~ ‘и ещё’ }}",
];

/// One way to part two runs.
fn seam() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "</w:t></w:r><w:r><w:t>",
        "</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">",
        "</w:t></w:r><w:bookmarkStart w:id=\"0\" w:name=\"b\"/><w:bookmarkEnd w:id=\"0\"/><w:r><w:t>",
        "</w:t></w:r><w:r><w:rPr><w:lang w:val=\"en-US\"/></w:rPr><w:t></w:t></w:r><w:r><w:t>",
    ])
}

fn escaped(char: char) -> String {
    match char {
        '<' => "&lt;".to_owned(),
        '&' => "&amp;".to_owned(),
        _ => char.to_string(),
    }
}

/// The paragraph with the seams before the characters that `cuts` names.
fn paragraph(text: &str, cuts: &[(prop::sample::Index, &str)]) -> String {
    let length = text.chars().count();
    let mut out = String::from("<w:p><w:r><w:t>");
    for (at, char) in text.chars().enumerate() {
        for (place, seam) in cuts {
            if place.index(length) == at {
                out.push_str(seam);
            }
        }
        out.push_str(&escaped(char));
    }
    out + "</w:t></w:r></w:p>"
}

fn filled(body: &str) -> String {
    let data = json!({
        "number": "7", "date": "2026-11-24", "a": {"b": "два"}, "x": "<икс & >",
        "items": [{"n": 1}, {"n": 2}]
    });
    let strict = FillOptions {
        strict: true,
        ..FillOptions::default()
    };
    let template = Template::parse(&docx(body, &[])).unwrap();
    text(
        &template.fill(&data, &strict).unwrap().docx,
        "word/document.xml",
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cases(100) })]

    #[test]
    fn a_tag_cut_anywhere_prints_what_the_whole_tag_prints(
        cuts in prop::collection::vec(
            prop::collection::vec((any::<prop::sample::Index>(), seam()), 0..14),
            PARAGRAPHS.len(),
        )
    ) {
        let whole: String = PARAGRAPHS.iter().map(|text| paragraph(text, &[])).collect();
        let cut: String =
            PARAGRAPHS.iter().zip(&cuts).map(|(text, cuts)| paragraph(text, cuts)).collect();
        prop_assert_eq!(filled(&cut), filled(&whole));
    }
}

#[test]
fn the_whole_text_is_what_we_expect() {
    let whole: String = PARAGRAPHS.iter().map(|text| paragraph(text, &[])).collect();
    assert_eq!(
        filled(&whole),
        "Договор № 7 от 24\u{a0}ноября\u{a0}2026\u{a0}г., двадва\nда: два и икс <икс & >.\n1, 2, конец\nкавычкии ещё\n"
    );
}
