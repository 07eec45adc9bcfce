//! Sheets: what the phone wants of the person, opened by a device and answered by whoever looks.

use std::sync::Arc;

use futures::channel::oneshot;

use super::Session;
use super::phone::origin_of;
use crate::device::{Answer, Scanned};
use crate::id::AppId;
use crate::sheet::{Question, Sheet, SheetReply};

impl Session {
    /// Opens a sheet over the page on top. `opened` gets its id; when it cannot be opened both channels are dropped. With
    /// nobody there that is no news: the device says what it means.
    pub fn open_sheet(
        &mut self,
        app: &AppId,
        question: Question,
        sound: Option<Arc<[u8]>>,
        opened: oneshot::Sender<u64>,
        answer: oneshot::Sender<SheetReply>,
    ) {
        if !self.is_watched() {
            return;
        }
        if self.foreground.as_ref() != Some(app) {
            return self.notice(format!("{app} is not in front, so it cannot ask the person for anything"));
        }
        let page = self.current_page();
        let url = page.and_then(|page| self.page(page)).filter(|page| page.web_view.element.is_some());
        let origin = url.map(|page| origin_of(&page.web_view.url)).unwrap_or_default();
        let sheet = Sheet { id: 0, app: app.clone(), page, origin, question, sound };
        match self.sheets.open(sheet, answer) {
            // An asker that has given up meanwhile is swept away.
            Some(id) => drop(opened.send(id)),
            None => self.notice("too many sheets are open already; this one was cancelled"),
        }
    }

    /// The microphone is to give what it has heard.
    pub fn stop_sheet(&mut self, id: u64) {
        self.sheets.stop(id);
    }

    pub fn close_sheet(&mut self, id: u64) {
        self.sheets.close(id);
    }

    /// The sound of a `play` sheet.
    pub fn sheet_sound(&self, id: u64) -> Option<Arc<[u8]>> {
        self.sheets.get(id)?.sound.clone()
    }

    /// Answers a sheet. What comes back is a picture being read for a scanner; the sheet stays until that is done.
    pub fn answer_sheet(&mut self, id: u64, reply: SheetReply) -> Result<Option<Answer<Scanned>>, String> {
        let sheet = self.sheets.get(id).ok_or_else(|| format!("no sheet {id} is open"))?;
        sheet.question.accepts(&reply)?;
        if let (Question::Scan { kinds, .. }, SheetReply::Pictures(pictures)) = (&sheet.question, &reply)
            && let Some(picture) = pictures.first()
        {
            return Ok(Some(self.device(&sheet.app).read_code(picture.clone(), kinds.clone())));
        }
        self.sheets.answer(id, reply);
        Ok(None)
    }

    /// The picture has been read: a code answers the sheet, none leaves it open.
    pub fn code_read(
        &mut self,
        id: u64,
        code: Result<Scanned, crate::device::DeviceError>,
    ) -> Result<(), String> {
        let code = code.map_err(|error| error.to_string())?;
        let answered = self.sheets.answer(id, SheetReply::Code(code));
        if answered { Ok(()) } else { Err(format!("no sheet {id} is open")) }
    }

    /// Sheets that nobody waits for any more go.
    pub fn sweep_sheets(&mut self) {
        self.sheets.sweep();
    }
}
