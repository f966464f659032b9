from .batch import CertificateBatch
from .certificate import Certificate
from .inquiry import CertificateInquiry

__all__ = ["Certificate", "CertificateBatch", "CertificateInquiry"]
