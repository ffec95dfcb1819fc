"""Activities and the places where they are held."""

from django.db.models import TextChoices


class VenueKind(TextChoices):
    """What a place is (教育阵地)."""

    SERVICE_CENTRE = "service_centre", "党群服务中心"
    NEIGHBOURHOOD_HUB = "neighbourhood_hub", "幸福邻里汇"
    REGISTRATION_POINT = "registration_point", "流动党员登记点"
    RED_STATION = "red_station", "红色驿站"
    ACTIVITY_ROOM = "activity_room", "党员活动室"
    PARTY_SCHOOL = "party_school", "街区党校"
    STUDY_STATION = "study_station", "学习站点"
    OTHER = "other", "其他"
