"""The words of powers, roles and successions, in both languages."""

from django.utils.translation import gettext_lazy as _

POWER_WORDS = {
    "organisations.manage": _("Change the life of bodies below one's own"),
    "people.manage": _("Make people known and appoint them"),
    "tokens.manage": _("Make and revoke tokens for machines"),
    "deadlines.manage": _("Enter calendars and deadline rules"),
    "ledger.read": _("Read ledger entries"),
    "signing.manage": _("Manage certificates and the trust list"),
    "signing.sign": _("Sign personally"),
    "indicators.manage": _("Define indicators and targets"),
    "regimes.manage": _("Define reporting regimes and forms"),
    "periods.open": _("Open reporting periods and grant extensions"),
    "reporting.view": _("See reports"),
    "reporting.enter": _("Enter and submit figures"),
    "reporting.approve": _("Approve or return reports"),
    "reporting.sign": _("Sign and send reports"),
    "reporting.receive": _("Receive reports of other bodies"),
    "facts.import": _("Import figures in bulk"),
    "facts.view": _("See figures and their sources"),
    "directives.enter": _("Enter directives and tasks"),
    "directives.check": _("Check directives as the second person"),
    "directives.publish": _("Publish tasks"),
    "directives.verify": _("Verify tasks and decide about them"),
    "tasks.act": _("Act for the body that leads a task"),
    "tasks.lead": _("Ask for extensions as its head"),
    "webhooks.manage": _("Have changes of a body’s tasks sent to its own systems"),
    "programmes.manage": _("Enter programmes and targets"),
    "programmes.verify": _("Verify figures and documents of programmes"),
    "programmes.report": _("Report figures of programmes for one's body"),
    "inspections.plan": _("Plan inspections and meetings"),
    "inspections.lead": _("Lead inspections and meetings"),
    "inspections.answer": _("Answer for the inspected body"),
    "centre.view": _("See the wall of the Centre"),
    "centre.manage": _("Arrange the scenes of the wall"),
}
ROLE_WORDS = {
    "clerk": _("Reporting clerk"),
    "leader": _("Leader of the body"),
    "receiver": _("Receiving officer"),
    "steering": _("Steering officer"),
    "working_group": _("Head of the Working Group"),
    "centre_leader": _("Leader at the Centre"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "integrator": _("Integration engineer"),
}
FOLLOWED = {
    "merged": _("merged into %(name)s"),
    "split": _("%(name)s split off from it"),
    "divided": _("divided; %(name)s took over a part"),
}
CAME_FROM = {
    "merged": _("%(name)s merged into it"),
    "split": _("split off from %(name)s"),
    "divided": _("took over a part of %(name)s"),
}
