// Photos on their way from a camera to an album.

#ifndef RACEKIT_SCENARIOS_QUEUE_PHOTO_H_
#define RACEKIT_SCENARIOS_QUEUE_PHOTO_H_

#include <string>

#include "scenarios/queue/delivery_log.h"

namespace racekit::scenarios::queue {

struct Photo {
  int id = 0;
  int width = 0;  // pixels
  int height = 0;
};

// What the three stages do. Thread-safe.
Photo Download(int id);
Photo Resize(const Photo& photo);

// Where photos are uploaded to. Thread-safe.
class Album {
 public:
  void Upload(const Photo& photo);

  // "" if photos 1 to `photos` are here, each once and resized.
  std::string Complaint(int photos) const;

 private:
  DeliveryLog log_;
};

}  // namespace racekit::scenarios::queue

#endif  // RACEKIT_SCENARIOS_QUEUE_PHOTO_H_
