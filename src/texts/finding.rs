//! Findings: one text each, and all of them by where they are mended.

use super::catalogue::Catalogue;
use super::typeset::shortened;
use super::{Lang, Texts};
use docflow_core::{Finding, Misfit, Severity, WizardStep};

/// Longest text of one finding, in characters: a name typed into the deal may be longer than that.
const LIMIT: usize = 320;

/// Parameters that are VAT rates, in the rules that speak of them.
const RATES: [&str; 3] = ["rate", "expected", "then"];

/// Places where findings are mended, in the order of a message.
const PLACES: [&str; 7] = [
    "client-card",
    "deal",
    "rows",
    "wizard",
    "accountant",
    "administrator",
    "repeat",
];

/// Findings that are mended in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingGroup {
    /// The place, for a heading: «В карточке клиента».
    pub place: String,
    /// One text a finding.
    pub texts: Vec<String>,
}

impl Texts {
    /// One finding: what is wrong and what to do, at most 320 characters.
    ///
    /// A code that the catalogue does not know is shown as it is, with the place of the value.
    pub fn finding(&self, finding: &Finding, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let key = format!("rule-{}", finding.code);
        let params = shown(catalogue, finding);
        let args: Vec<(&str, &str)> = params
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let text = catalogue.find(&key, &args).unwrap_or_else(|| {
            let args = [
                ("path", finding.path.as_str()),
                ("code", finding.code.as_str()),
            ];
            catalogue.text("rule-unknown", &args)
        });
        let hints = ["resembles", "suggestion"].into_iter().filter_map(|hint| {
            let value = finding.params.get(hint)?;
            catalogue.find(&format!("hint-{hint}"), &[(hint, value)])
        });
        let sentences: Vec<String> = std::iter::once(text).chain(hints).collect();
        shortened(&sentences.join(" "), LIMIT)
    }

    /// Findings by the place where they are mended; warnings stand in a group of their own, last.
    pub fn findings(&self, findings: &[Finding], lang: Lang) -> Vec<FindingGroup> {
        let blocks = |finding: &&Finding| finding.severity == Severity::Error;
        let mut groups: Vec<FindingGroup> = PLACES
            .into_iter()
            .map(|place| {
                let here = findings.iter().filter(blocks);
                let here = here.filter(|finding| place_of(finding) == place);
                self.group(place, here, lang)
            })
            .collect();
        let warnings = findings.iter().filter(|finding| !blocks(finding));
        groups.push(self.group("warnings", warnings, lang));
        groups.retain(|group| !group.texts.is_empty());
        groups
    }

    fn group<'a>(
        &self,
        place: &str,
        findings: impl Iterator<Item = &'a Finding>,
        lang: Lang,
    ) -> FindingGroup {
        FindingGroup {
            place: self.of(lang).text(&format!("place-{place}"), &[]),
            texts: findings
                .map(|finding| self.finding(finding, lang))
                .collect(),
        }
    }

    /// The label of the action that mends a finding: «Открыть карточку клиента»; nothing for an
    /// unknown code.
    pub fn fix(&self, fix: &str, lang: Lang) -> Option<String> {
        self.of(lang).find(&format!("fix-{fix}"), &[])
    }

    /// The heading of a step of the wizard.
    pub fn wizard_step(&self, step: WizardStep, lang: Lang) -> String {
        let key = match step {
            WizardStep::Parties => "step-parties",
            WizardStep::Form => "step-form",
            WizardStep::Terms => "step-terms",
            WizardStep::Rows => "step-rows",
            WizardStep::Review => "step-review",
        };
        self.of(lang).text(key, &[])
    }

    /// Why a contract form is not offered.
    pub fn misfit(&self, misfit: &Misfit, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let day = |date: &chrono::NaiveDate| super::typeset::day(*date);
        match misfit {
            Misfit::Seller => catalogue.text("misfit-seller", &[]),
            Misfit::Region => catalogue.text("misfit-region", &[]),
            Misfit::Client(kind) => catalogue.text("misfit-client", &[("kind", kind.code())]),
            Misfit::Product(kind) => catalogue.text("misfit-product", &[("kind", kind.code())]),
            Misfit::NotYet(from) => catalogue.text("misfit-not-yet", &[("date", &day(from))]),
            Misfit::Withdrawn(to) => catalogue.text("misfit-withdrawn", &[("date", &day(to))]),
        }
    }
}

/// Where a finding is mended, by its action; what names none is mended in the deal.
fn place_of(finding: &Finding) -> &'static str {
    match finding.fix.as_deref().unwrap_or_default() {
        "open-client-card" | "set-preset" => "client-card",
        "open-rows" => "rows",
        "choose-seller" | "choose-region" | "choose-form" | "fill-form-field" | "choose-dates"
        | "choose-schedule" | "supersede" => "wizard",
        "ask-accountant" => "accountant",
        "ask-administrator" => "administrator",
        "repeat" => "repeat",
        _ => "deal",
    }
}

/// Parameters as people read them.
fn shown(catalogue: &Catalogue, finding: &Finding) -> Vec<(String, String)> {
    let of_rates =
        finding.code.starts_with("row-vat-") || finding.code.starts_with("schedule-rate-");
    let shown = |(name, value): (&String, &String)| {
        let value = if of_rates && RATES.contains(&name.as_str()) {
            rate(catalogue, value)
        } else if name == "expected" {
            value.replace(" or ", &format!(" {} ", catalogue.text("or", &[])))
        } else {
            value.clone()
        };
        (name.clone(), value)
    };
    finding.params.iter().map(shown).collect()
}

/// A rate by its text form: `none`, `22`.
pub(super) fn rate(catalogue: &Catalogue, value: &str) -> String {
    if value == "none" {
        catalogue.text("vat-none", &[])
    } else {
        catalogue.text("vat-rate", &[("percent", value)])
    }
}
