//! Causes: why a step did not go through, and who can do something about it.

use super::documents;
use super::typeset::{shortened, sum};
use super::{Lang, Texts};
use docflow_core::{Cause, Disagreement, DocumentSlot, FileFormat, Money, NaiveDate, Owner, Side};

/// Longest code that is shown, in characters; the portal's own are passed on as they are.
const CODE: usize = 60;

impl Texts {
    /// Why something did not go through.
    ///
    /// Texts are found by side and code, else by the code alone; case and «_» make no difference.
    /// A code that the catalogue does not know is shown as it is.
    pub fn cause(&self, cause: &Cause, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let side = self.side(cause.side, lang);
        let shown = shortened(&cause.code, CODE);
        let args = [("side", side.as_str()), ("code", shown.as_str())];
        let code = known(cause);
        catalogue
            .find(&format!("cause-{}-{code}", cause.side.code()), &args)
            .or_else(|| catalogue.find(&format!("cause-{code}"), &args))
            .unwrap_or_else(|| catalogue.text("cause-unknown", &args))
    }

    /// A side of the conversation.
    pub fn side(&self, side: Side, lang: Lang) -> String {
        self.of(lang).text(&format!("side-{}", side.code()), &[])
    }

    /// Who can act, as words inside a sentence.
    pub fn owner(&self, owner: Owner, lang: Lang) -> String {
        self.of(lang).text(&format!("owner-{}", owner.code()), &[])
    }

    /// Who can act, as a sentence.
    pub(super) fn owner_acts(&self, owner: Owner, lang: Lang) -> String {
        self.of(lang)
            .text(&format!("owner-do-{}", owner.code()), &[])
    }

    /// Who is waited for, as words inside a sentence.
    pub(super) fn owner_waited(&self, owner: Owner, lang: Lang) -> String {
        self.of(lang)
            .text(&format!("owner-wait-{}", owner.code()), &[])
    }

    /// How a document of 1C differs from what was asked.
    pub fn disagreement(&self, disagreement: &Disagreement, lang: Lang) -> String {
        let catalogue = self.of(lang);
        let key = format!("disagreement-{}", disagreement.code());
        let slot = |slot| documents::slot(catalogue, slot);
        let vat = |vat: &Option<Money>| match vat {
            Some(vat) => format!("{} ₽", sum(*vat)),
            None => catalogue.text("vat-none", &[]),
        };
        let differ = |of: &DocumentSlot, asked: &str, found: &str| {
            let args = [
                ("document", &*slot(*of)),
                ("asked", asked),
                ("found", found),
            ];
            catalogue.text(&key, &args)
        };
        let day = |day: &NaiveDate| day.format("%d.%m.%Y").to_string();
        match disagreement {
            Disagreement::Missing(of) | Disagreement::Unasked(of) => {
                catalogue.text(&key, &[("document", &slot(*of))])
            }
            Disagreement::Number { asked, found } => {
                catalogue.text(&key, &[("asked", asked.as_str()), ("found", found)])
            }
            Disagreement::Date {
                slot: of,
                asked,
                found,
            } => differ(of, &day(asked), &day(found)),
            Disagreement::Total {
                slot: of,
                asked,
                found,
            } => differ(of, &sum(*asked), &sum(*found)),
            Disagreement::Vat {
                slot: of,
                asked,
                found,
            } => differ(of, &vat(asked), &vat(found)),
            Disagreement::File {
                slot: of,
                format,
                stamped,
            } => {
                let document = slot(*of);
                let format = match format {
                    FileFormat::Docx => "Word",
                    FileFormat::Pdf => "PDF",
                };
                let stamped = if *stamped { "yes" } else { "no" };
                let args = [
                    ("document", document.as_str()),
                    ("format", format),
                    ("stamped", stamped),
                ];
                catalogue.text(&key, &args)
            }
        }
    }
}

/// The key of a code: its own spelling in kebab case, or the one that means the same here.
fn known(cause: &Cause) -> String {
    let code = cause.code.to_lowercase().replace(['_', ' '], "-");
    let same = match code.as_str() {
        "query-limit-exceeded" => "query-limit",
        "operation-time-limit" => "operating-limit",
        "overload-limit" => "overload",
        "expired-token" => "token-expired",
        "no-auth-found" | "invalid-token" | "invalid-credentials" | "authorization-error" => {
            "unauthorized"
        }
        "access-denied" | "user-access-error" | "payment-required" => "forbidden",
        "insufficient-scope" => "scope",
        "error-method-not-found" => "unknown-method",
        "internal-server-error" | "error-unexpected-answer" => "server-fault",
        "portal-deleted" => "portal-gone",
        _ => return code,
    };
    same.to_owned()
}
