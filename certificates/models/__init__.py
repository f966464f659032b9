from .batch import CertificateBatch
from .certificate import Certificate
from .change import CertificateChange
from .inquiry import CertificateInquiry

__all__ = ["Certificate", "CertificateBatch", "CertificateChange", "CertificateInquiry"]
