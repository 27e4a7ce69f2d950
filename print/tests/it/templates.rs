//! Templates as customers write them.

use docflow_print::{
    FillError, FillOptions, Picture, Pictures, Template, TemplateError, builtin::sample_stamp,
};
use serde_json::json;

use crate::text::{docx, names, p, part, row, text, zipped};

fn fill(body: &str, data: &serde_json::Value) -> String {
    let template = Template::parse(&docx(body, &[])).unwrap();
    let strict = FillOptions {
        strict: true,
        ..FillOptions::default()
    };
    let filled = template.fill(data, &strict).unwrap();
    text(&filled.docx, "word/document.xml")
}

fn fault(body: &str) -> TemplateError {
    Template::parse(&docx(body, &[])).unwrap_err()
}

#[test]
fn a_row_that_reads_a_list_repeats_by_itself() {
    let table = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&["№", "Имя"]),
        row(&["{{ doc.items.n }}", "{{ doc.items.name|upper }} {{ city }}"])
    );
    let data =
        json!({"city": "X", "doc": {"items": [{"n": 1, "name": "а"}, {"n": 2, "name": "б"}]}});
    assert_eq!(fill(&table, &data), "№\n\tИмя\n\t1\n\tА X\n\t2\n\tБ X\n\t");
    let none = json!({"city": "X", "doc": {"items": []}});
    assert_eq!(fill(&table, &none), "№\n\tИмя\n\t");
}

#[test]
fn rows_between_for_and_endfor_repeat_with_loops_inside() {
    let table = format!(
        "<w:tbl>{}{}{}</w:tbl>{}",
        row(&["{% for i in items %}", ""]),
        row(&[
            "{{ loop.index }}",
            "{% for t in i.tags %}{{ t }};{% endfor %}"
        ]),
        row(&["{% endfor %}", ""]),
        p("конец"),
    );
    let data = json!({"items": [{"tags": ["x", "y"]}, {"tags": []}]});
    assert_eq!(fill(&table, &data), "1\n\tx;y;\n\t2\n\t\n\tконец\n");
}

#[test]
fn a_condition_over_paragraphs_leaves_no_empty_line() {
    let body = [
        p("{% if a %}"),
        p("да"),
        p("{% elif b %}"),
        p("может"),
        p("{% else %}"),
        p("нет"),
        p("{% endif %}"),
    ]
    .concat();
    assert_eq!(fill(&body, &json!({"a": true, "b": false})), "да\n");
    assert_eq!(fill(&body, &json!({"a": false, "b": 1})), "может\n");
    assert_eq!(fill(&body, &json!({"a": null, "b": 0})), "нет\n");
}

#[test]
fn values_are_text_and_never_markup() {
    let data = json!({"x": "<w:br/> & {{ y }} \u{1}\u{b}{% if %}\nвторая"});
    let template = Template::parse(&docx(&p("{{ x }}"), &[])).unwrap();
    let filled = template.fill(&data, &FillOptions::default()).unwrap();
    assert_eq!(
        text(&filled.docx, "word/document.xml"),
        "<w:br/> & {{ y }} {% if %} вторая\n"
    );
    assert!(
        part(&filled.docx, "word/document.xml")
            .contains("</w:t><w:br/><w:t xml:space=\"preserve\">")
    );
}

#[test]
fn filters_print_sums_and_dates() {
    let body = p(
        "{{ kop|money }}|{{ kop|words }}|{{ d|date_words }}|{{ d|short_date }}|{{ t|dot }}{{ none|money }}",
    );
    let data = json!({"kop": 123_456, "d": "2026-11-24", "t": "г.", "none": null});
    assert_eq!(
        fill(&body, &data),
        "1\u{a0}234,56|Одна тысяча двести тридцать четыре рубля 56 копеек|24\u{a0}ноября\u{a0}2026\u{a0}г.|24.11.2026|г.\n"
    );
    for wrong in [json!({"x": 1.5}), json!({"x": "12,5"}), json!({"x": [1]})] {
        let template = Template::parse(&docx(&p("{{ x|money }}"), &[])).unwrap();
        let error = template.fill(&wrong, &FillOptions::default()).unwrap_err();
        assert!(matches!(error, FillError::Render { .. }), "{error}");
    }
}

#[test]
fn unknown_fields_are_listed_and_in_strict_mode_refused() {
    let table = format!(
        "<w:tbl>{}</w:tbl>",
        row(&["{{ items.name }} {{ items.naem }}"])
    );
    let body = table
        + &p("{{ seller.inn }} {{ seler.inn }} {{ nothing }} {{ a ~ b }}")
        + &p("{% if typo.x %}")
        + &p("!")
        + &p("{% endif %}")
        + &p("{% if maybe is defined %}?{% endif %}");
    let data =
        json!({"items": [{"name": "x"}], "seller": {"inn": "1"}, "nothing": null, "a": 1, "b": 2});
    let template = Template::parse(&docx(&body, &[])).unwrap();
    let filled = template.fill(&data, &FillOptions::default()).unwrap();
    assert_eq!(filled.unresolved, ["items[].naem", "seler.inn", "typo.x"]);
    assert_eq!(text(&filled.docx, "word/document.xml"), "x \n\t1   12\n\n");
    let strict = FillOptions {
        strict: true,
        ..FillOptions::default()
    };
    let names = filled.unresolved;
    assert_eq!(
        template.fill(&data, &strict),
        Err(FillError::Unresolved { names })
    );
}

#[test]
fn fields_of_the_template_are_known_before_any_data() {
    let body = p("{{ b.c|upper }} {{ a }}")
        + &p("{% for i in b.list %}")
        + &p("{{ i.x }} {{ loop.index }}")
        + &p("{% endfor %}");
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", p("{{ head }}"));
    let template = Template::parse(&docx(&body, &[("header1.xml", header.as_bytes())])).unwrap();
    assert_eq!(
        template.fields(),
        ["a", "b.c", "b.list", "b.list[].x", "head"]
    );
}

#[test]
fn headers_and_footers_are_filled() {
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", p("{{ x }}"));
    let footer = format!(
        "<w:ftr xmlns:w=\"w\">{}{}{}</w:ftr>",
        p("{% if y %}"),
        p("y"),
        p("{% endif %}")
    );
    let template = docx(
        &p("{{ x }}"),
        &[
            ("header1.xml", header.as_bytes()),
            ("footer1.xml", footer.as_bytes()),
        ],
    );
    let filled = Template::parse(&template)
        .unwrap()
        .fill(&json!({"x": 7, "y": false}), &FillOptions::default())
        .unwrap();
    assert_eq!(text(&filled.docx, "word/header1.xml"), "7\n");
    assert_eq!(
        part(&filled.docx, "word/footer1.xml"),
        "<w:ftr xmlns:w=\"w\"><w:p/></w:ftr>"
    );
}

#[test]
fn faults_of_a_template_name_the_tag() {
    assert_eq!(
        fault(&p("цена {{ total")),
        TemplateError::Unclosed {
            text: "{{ total".into()
        }
    );
    assert!(
        matches!(fault(&p("{{ a b }}")), TemplateError::Syntax { tag, .. } if tag == "{{ a b }}")
    );
    assert!(matches!(
        fault(&p("{% include 'x' %}")),
        TemplateError::Syntax { .. }
    ));
    assert!(
        matches!(fault(&p("{% if a %}")), TemplateError::Structure { found, .. } if found == "no end")
    );
    assert!(
        matches!(fault(&p("{% endif %}")), TemplateError::Structure { found, .. } if found == "no beginning")
    );
    let crossing = p("{% for i in x %}") + &p("текст {% endfor %}");
    assert!(
        matches!(fault(&crossing), TemplateError::Structure { tag, .. } if tag == "{% for i in x %}")
    );
    let mixed = p("{% for i in x %}") + &p("{% endif %}");
    assert!(matches!(fault(&mixed), TemplateError::Structure { .. }));
    let cells = format!("<w:tbl>{}</w:tbl>", row(&["{% if a %}x", "y{% endif %}"]));
    assert!(matches!(fault(&cells), TemplateError::Structure { .. }));
}

#[test]
fn a_row_of_two_lists_is_refused() {
    let template = docx(
        &format!("<w:tbl>{}</w:tbl>", row(&["{{ a.x }} {{ b.x }}"])),
        &[],
    );
    let data = json!({"a": [{"x": 1}], "b": [{"x": 2}]});
    let error = Template::parse(&template)
        .unwrap()
        .fill(&data, &FillOptions::default())
        .unwrap_err();
    assert_eq!(
        error,
        FillError::TwoLists {
            first: "a".into(),
            second: "b".into()
        }
    );
}

#[test]
fn hostile_files_are_refused() {
    assert!(matches!(
        Template::parse(b"<html>"),
        Err(TemplateError::Package(_))
    ));
    let dtd = "<!DOCTYPE w [<!ENTITY a \"b\">]><w:document/>";
    let macros = "<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    let root = "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let archive = |types: &str, document: &[u8]| {
        zipped(&[
            ("[Content_Types].xml".into(), types.into()),
            ("_rels/.rels".into(), root.into()),
            ("word/document.xml".into(), document.to_vec()),
        ])
    };
    assert!(matches!(
        Template::parse(&archive("<Types/>", dtd.as_bytes())),
        Err(TemplateError::Part { .. })
    ));
    assert_eq!(
        Template::parse(&archive(macros, b"<w/>")).unwrap_err(),
        TemplateError::Macros
    );
    let bomb = archive("<Types/>", &vec![b' '; 32 << 20]);
    assert!(
        bomb.len() < 100_000 && matches!(Template::parse(&bomb), Err(TemplateError::Package(_)))
    );
    assert!(matches!(
        Template::parse(&zipped(&[("a.xml".into(), Vec::new())])),
        Err(TemplateError::Package(_))
    ));
}

#[test]
fn a_template_that_loops_without_end_is_stopped() {
    let body = "{% for a in x %}".repeat(8) + "{{ a }}" + &"{% endfor %}".repeat(8);
    let template = Template::parse(&docx(&p(&body), &[])).unwrap();
    let data = json!({"x": vec![1; 50]});
    let error = template.fill(&data, &FillOptions::default()).unwrap_err();
    assert!(matches!(error, FillError::TooLarge { .. }), "{error}");
}

#[test]
fn an_expression_cannot_ask_for_all_memory() {
    for body in [
        "{{ 'x' * 100000000000 }}",
        "{% if 1 in [1] * 100000000000 %}{% endif %}",
        "{{ 'x'|indent(100000000000) }}",
        "{% set x = 'x' %}",
    ] {
        assert!(
            matches!(fault(&p(body)), TemplateError::Syntax { .. }),
            "{body}"
        );
    }
    for body in [
        "{{ range(10000000000) }}",
        "{{ items }}",
        "{{ namespace() }}",
    ] {
        let template = Template::parse(&docx(&p(body), &[])).unwrap();
        let filled = template.fill(&json!({"items": [1]}), &FillOptions::default());
        assert!(matches!(filled, Err(FillError::Render { .. })), "{body}");
    }
}

fn drawing(alt: &str, relation: &str) -> String {
    format!(
        "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" descr=\"{alt}\"/><a:blip r:embed=\"{relation}\"><a:extLst><x r:embed=\"rId9\"/></a:extLst></a:blip></wp:inline></w:drawing></w:r></w:p>"
    )
}

fn with_pictures() -> Vec<u8> {
    let alternate = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:docPr id=\"1\" descr=\"{{ image seller.stamp }}\"/><a:blip r:embed=\"rId0\"/></w:drawing></mc:Choice><mc:Fallback><w:pict><v:imagedata r:id=\"rId0\"/></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let body =
        drawing("{{ image seller.stamp }}", "rId0") + &drawing("логотип", "rId1") + alternate;
    docx(
        &body,
        &[
            ("media/image0.png", b"sample stamp"),
            ("media/image1.png", b"logo"),
        ],
    )
}

#[test]
fn a_stamp_replaces_the_placeholder_and_its_copies() {
    let pictures = Pictures::from([("seller.stamp".to_owned(), sample_stamp("Проба"))]);
    let options = FillOptions {
        stamps: true,
        strict: true,
        pictures: &pictures,
    };
    let filled = Template::parse(&with_pictures())
        .unwrap()
        .fill(&json!({}), &options)
        .unwrap();
    let media: Vec<_> = names(&filled.docx)
        .into_iter()
        .filter(|n| n.contains("media"))
        .collect();
    assert_eq!(media, ["word/media/image1.png", "word/media/docflow1.png"]);
    let xml = part(&filled.docx, "word/document.xml");
    assert!(!xml.contains("Fallback") && !xml.contains("rId0"), "{xml}");
    assert!(
        xml.contains("docPr id=\"1\"")
            && xml.contains("docPr id=\"2\"")
            && xml.contains("docPr id=\"3\"")
    );
    assert!(part(&filled.docx, "[Content_Types].xml").contains("image/png"));
    assert!(filled.dropped_pictures.is_empty());
}

#[test]
fn without_stamps_every_picture_goes_whatever_its_text() {
    let filled = Template::parse(&with_pictures())
        .unwrap()
        .fill(&json!({}), &FillOptions::default())
        .unwrap();
    assert!(names(&filled.docx).iter().all(|n| !n.contains("media")));
    assert!(
        !part(&filled.docx, "word/document.xml").contains("r:"),
        "no reference to a picture is left"
    );
    assert_eq!(filled.dropped_pictures, ["seller.stamp"]);
}

#[test]
fn a_letterhead_stays_where_its_author_asks_for_it() {
    let header = format!(
        "<w:hdr xmlns:w=\"w\">{}</w:hdr>",
        drawing("{{ keep }}", "rId7")
    );
    let relations = "<Relationships><Relationship Id=\"rId7\" Type=\"x/image\" Target=\"media/logo.png\"/></Relationships>";
    let template = docx(
        &p("x"),
        &[
            ("header1.xml", header.as_bytes()),
            ("_rels/header1.xml.rels", relations.as_bytes()),
            ("media/logo.png", b"logo"),
            ("media/image9.png", b"old stamp"),
        ],
    );
    let filled = Template::parse(&template)
        .unwrap()
        .fill(&json!({}), &FillOptions::default())
        .unwrap();
    let media: Vec<_> = names(&filled.docx)
        .into_iter()
        .filter(|n| n.contains("media"))
        .collect();
    assert_eq!(media, ["word/media/logo.png"]);
}

#[test]
fn a_picture_that_cannot_be_taken_out_is_an_error_and_never_handed_out() {
    let chart = "<Relationships><Relationship Id=\"r\" Type=\"x/image\" Target=\"media/a.png\"/></Relationships>";
    let template = docx(
        &p("x"),
        &[
            ("charts/chart1.xml", b"<c/>"),
            ("charts/_rels/chart1.xml.rels", chart.as_bytes()),
            ("charts/media/a.png", b"x"),
        ],
    );
    let error = Template::parse(&template)
        .unwrap()
        .fill(&json!({}), &FillOptions::default())
        .unwrap_err();
    assert_eq!(
        error,
        FillError::PictureLeft {
            part: "word/charts/media/a.png".into()
        }
    );
}

#[test]
fn a_qr_code_is_drawn_from_a_field_and_dropped_without_it() {
    let template = docx(
        &drawing("{{ qr payment }}", "rId0"),
        &[("media/image0.png", b"x")],
    );
    let template = Template::parse(&template).unwrap();
    let options = FillOptions {
        stamps: true,
        ..FillOptions::default()
    };
    let filled = template
        .fill(&json!({"payment": "ST00012|Name=А & Б"}), &options)
        .unwrap();
    assert!(names(&filled.docx).contains(&"word/media/docflow1.png".to_owned()));
    let without = template.fill(&json!({"payment": null}), &options).unwrap();
    assert_eq!(without.dropped_pictures, ["qr"]);
    let long = json!({"payment": "x".repeat(5000)});
    assert_eq!(
        template.fill(&long, &options),
        Err(FillError::Qr { bytes: 5000 })
    );
    assert!(Picture::parse(b"no picture".to_vec()).is_err());
}
