#include "scenarios/queue/photo.h"

#include <string>

namespace racekit::scenarios::queue {
namespace {

constexpr int kThumbnailWidth = 160;

}  // namespace

Photo Download(int id) { return {id, 640 + 16 * id, 480 + 12 * id}; }

Photo Resize(const Photo& photo) {
  return {photo.id, kThumbnailWidth,
          photo.height * kThumbnailWidth / photo.width};
}

void Album::Upload(const Photo& photo) {
  // A photo that skipped a stage is not what was sent.
  log_.Arrived(photo.width == kThumbnailWidth ? photo.id : -photo.id);
}

std::string Album::Complaint(int photos) const {
  return log_.Complaint(photos);
}

}  // namespace racekit::scenarios::queue
