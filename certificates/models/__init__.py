from .batch import CertificateBatch
from .certificate import Certificate

__all__ = ["Certificate", "CertificateBatch"]
