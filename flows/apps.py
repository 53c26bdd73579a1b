from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "flows"
    verbose_name = "以工代赈"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the door which desks there are and what opens next, and documents what comes out."""
        from flows.desk import desk
        from flows.documents.issued.sources import install
        from flows.engine import registry
        from flows.flows import FLOWS, OPENS
        from flows.reports.papers import SOURCES

        registry.install(
            desk,
            {flow.paper.__name__: flow for flow in FLOWS},
            {(paper.__name__, state): verbs for (paper, state), verbs in OPENS.items()},
        )
        install(SOURCES)
