from .batch import CertificateBatch
from .certificate import Certificate
from .change import CertificateChange

__all__ = ["Certificate", "CertificateBatch", "CertificateChange"]
